import { route } from '@/app/_server/route';
import { reconnectNode } from '@/lib/features/nodes/nodes';

export const POST = route('POST /nodes/{node}/reconnect', (ctx, { params }) => reconnectNode(ctx, params));
