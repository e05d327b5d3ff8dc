import { route } from '@/app/_server/route';
import { removeSignIn } from '@/lib/features/registry-sign-ins/registry-sign-ins';

export const DELETE = route('DELETE /classes/{class}/registry-sign-ins/{signIn}', (ctx, { params }) =>
  removeSignIn(ctx, { classId: params.class, signInId: params.signIn }),
);
