import { route } from '@/app/_server/route';
import { createToken, listTokens } from '@/lib/features/accounts/tokens';

export const GET = route('GET /tokens', (ctx) => listTokens(ctx));
export const POST = route('POST /tokens', (ctx, { body }) => createToken(ctx, body));
