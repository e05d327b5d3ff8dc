import { route } from '@/app/_server/route';
import { endHand } from '@/lib/features/class-help/hands';

export const POST = route('POST /classes/{class}/hands/{hand}/done', (ctx, { params }) =>
  endHand(ctx, { classId: params.class, handId: params.hand }),
);
