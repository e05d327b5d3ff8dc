import { route } from '@/app/_server/route';
import { endOwnSession } from '@/lib/features/accounts/sessions';

export const DELETE = route('DELETE /sessions/{session}', (ctx, { params }) => endOwnSession(ctx, { sessionId: params.session }));
