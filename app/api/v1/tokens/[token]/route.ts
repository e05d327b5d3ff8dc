import { route } from '@/app/_server/route';
import { revokeToken } from '@/lib/features/accounts/tokens';

export const DELETE = route('DELETE /tokens/{token}', (ctx, { params }) => revokeToken(ctx, { tokenId: params.token }));
