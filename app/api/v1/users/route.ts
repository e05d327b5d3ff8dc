import { route } from '@/app/_server/route';
import { createUser, listUsers } from '@/lib/features/accounts/users';

export const GET = route('GET /users', (ctx, { query }) => listUsers(ctx, query));
export const POST = route('POST /users', (ctx, { body }) => createUser(ctx, body));
