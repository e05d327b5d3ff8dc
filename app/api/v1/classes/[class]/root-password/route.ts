import { route } from '@/app/_server/route';
import { setClassRootPassword } from '@/lib/features/root-login/root-login';

export const POST = route('POST /classes/{class}/root-password', (ctx, { params, body }) =>
  setClassRootPassword(ctx, { ...body, classId: params.class }),
);
