import { route } from '@/app/_server/route';
import { claimHand } from '@/lib/features/class-help/hands';

export const POST = route('POST /classes/{class}/hands/{hand}/claim', (ctx, { params, body }) =>
  claimHand(ctx, { classId: params.class, handId: params.hand, ...body }),
);
