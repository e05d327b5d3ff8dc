import { route } from '@/app/_server/route';
import { getOwnHand, lowerHand, raiseHand } from '@/lib/features/class-help/own-hand';

export const GET = route('GET /classes/{class}/hand', (ctx, { params }) => getOwnHand(ctx, { classId: params.class }));
export const POST = route('POST /classes/{class}/hand', (ctx, { params, body }) =>
  raiseHand(ctx, { classId: params.class, ...body }),
);
export const DELETE = route('DELETE /classes/{class}/hand', (ctx, { params }) => lowerHand(ctx, { classId: params.class }));
