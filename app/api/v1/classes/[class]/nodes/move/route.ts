import { route } from '@/app/_server/route';
import { moveNodes } from '@/lib/features/class-life/move-nodes';

export const POST = route('POST /classes/{class}/nodes/move', (ctx, { params, body }) =>
  moveNodes(ctx, { ...body, classId: params.class }),
);
