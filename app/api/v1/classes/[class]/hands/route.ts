import { route } from '@/app/_server/route';
import { listHands } from '@/lib/features/class-help/hands';

export const GET = route('GET /classes/{class}/hands', (ctx, { params }) => listHands(ctx, { classId: params.class }));
