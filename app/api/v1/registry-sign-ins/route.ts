import { route } from '@/app/_server/route';
import { listSignIns, saveSignIn } from '@/lib/features/registry-sign-ins/registry-sign-ins';

export const GET = route('GET /registry-sign-ins', (ctx) => listSignIns(ctx, {}));
export const POST = route('POST /registry-sign-ins', (ctx, { body }) => saveSignIn(ctx, body));
