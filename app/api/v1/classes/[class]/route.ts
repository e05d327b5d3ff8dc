import { route } from '@/app/_server/route';
import { getClass } from '@/lib/classes/classes';

export const GET = route('GET /classes/{class}', (ctx, { params }) => getClass(ctx, { classId: params.class }));
