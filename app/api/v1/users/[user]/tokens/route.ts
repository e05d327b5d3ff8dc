import { route } from '@/app/_server/route';
import { revokeTokens } from '@/lib/features/accounts/tokens';

export const DELETE = route('DELETE /users/{user}/tokens', (ctx, { params }) => revokeTokens(ctx, { userId: params.user }));
