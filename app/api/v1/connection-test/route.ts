import { route } from '@/app/_server/route';
import { testConnection } from '@/lib/features/nodes/test-connection';

export const POST = route('POST /connection-test', (ctx, { body }) => testConnection(ctx, body));
