import { route } from '@/app/_server/route';
import { answerHand } from '@/lib/features/class-help/hands';

export const POST = route('POST /classes/{class}/hands/{hand}/answer', (ctx, { params, body }) =>
  answerHand(ctx, { classId: params.class, handId: params.hand, ...body }),
);
