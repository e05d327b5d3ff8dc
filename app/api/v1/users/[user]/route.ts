import { route } from '@/app/_server/route';
import { deleteUser, getUserDetail } from '@/lib/features/accounts/user-detail';
import { updateUser } from '@/lib/features/accounts/users';

export const GET = route('GET /users/{user}', (ctx, { params }) => getUserDetail(ctx, { userId: params.user }));
export const PATCH = route('PATCH /users/{user}', (ctx, { params, body }) => updateUser(ctx, { userId: params.user, ...body }));
export const DELETE = route('DELETE /users/{user}', (ctx, { params }) => deleteUser(ctx, { userId: params.user }));
