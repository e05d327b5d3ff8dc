import { route } from '@/app/_server/route';
import { getBoard } from '@/lib/features/board/get-board';

export const GET = route('GET /classes/{class}/board', (ctx, { params }) => getBoard(ctx, { classId: params.class }));
