import { route } from '@/app/_server/route';
import { removeNode } from '@/lib/features/class-life/remove-nodes';
import { getNode, updateNode } from '@/lib/features/nodes/nodes';

export const GET = route('GET /nodes/{node}', (ctx, { params }) => getNode(ctx, params));
export const PATCH = route('PATCH /nodes/{node}', (ctx, { params, body }) => updateNode(ctx, { ...params, ...body }));
export const DELETE = route('DELETE /nodes/{node}', (ctx, { params, query }) => removeNode(ctx, { ...params, ...query }));
