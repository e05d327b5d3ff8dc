import { route } from '@/app/_server/route';
import { listNodes } from '@/lib/features/nodes/list-nodes';
import { createNode } from '@/lib/features/nodes/nodes';

export const GET = route('GET /nodes', (ctx, { query }) => listNodes(ctx, query));
export const POST = route('POST /nodes', (ctx, { body }) => createNode(ctx, body));
