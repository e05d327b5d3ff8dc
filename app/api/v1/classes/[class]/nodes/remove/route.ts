import { route } from '@/app/_server/route';
import { removeNodes } from '@/lib/features/class-life/remove-nodes';

export const POST = route('POST /classes/{class}/nodes/remove', (ctx, { params, body }) =>
  removeNodes(ctx, { ...body, classId: params.class }),
);
