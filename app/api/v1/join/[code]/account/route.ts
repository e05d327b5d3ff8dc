import { route } from '@/app/_server/route';
import { joinWithNewAccount } from '@/lib/features/class-join/join-class';

export const POST = route('POST /join/{code}/account', (ctx, { params, body }) =>
  joinWithNewAccount(ctx, { ...body, code: params.code }),
);
