import { route } from '@/app/_server/route';
import { completeSetup, isSetupNeeded } from '@/lib/features/accounts/setup';

export const GET = route('GET /setup', async (ctx) => ({ needed: await isSetupNeeded(ctx) }));
export const POST = route('POST /setup', (ctx, { body }) => completeSetup(ctx, body));
