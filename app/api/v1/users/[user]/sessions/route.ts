import { route } from '@/app/_server/route';
import { endSessions } from '@/lib/features/accounts/sessions';

export const DELETE = route('DELETE /users/{user}/sessions', (ctx, { params }) => endSessions(ctx, { userId: params.user }));
