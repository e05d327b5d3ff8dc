import { route } from '@/app/_server/route';
import { updateUser } from '@/lib/accounts/users';

export const PATCH = route('PATCH /users/{user}', (ctx, { params, body }) => updateUser(ctx, { userId: params.user, ...body }));
