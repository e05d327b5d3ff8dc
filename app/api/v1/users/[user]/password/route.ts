import { route } from '@/app/_server/route';
import { resetPassword } from '@/lib/features/accounts/set-password';

export const POST = route('POST /users/{user}/password', (ctx, { params }) => resetPassword(ctx, { userId: params.user }));
