import { route } from '@/app/_server/route';
import { changeOwnPassword } from '@/lib/features/accounts/set-password';

export const POST = route('POST /me/password', (ctx, { body }) => changeOwnPassword(ctx, body));
