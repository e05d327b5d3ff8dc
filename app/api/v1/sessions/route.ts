import { route } from '@/app/_server/route';
import { endSessions, listSessions } from '@/lib/features/accounts/sessions';

export const GET = route('GET /sessions', (ctx) => listSessions(ctx));
export const DELETE = route('DELETE /sessions', (ctx) => endSessions(ctx, { userId: ctx.actor.id }));
