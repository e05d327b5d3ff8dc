import { route } from '@/app/_server/route';
import { getMe } from '@/lib/features/accounts/users';

export const GET = route('GET /me', (ctx) => getMe(ctx));
