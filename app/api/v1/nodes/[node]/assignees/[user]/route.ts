import { route } from '@/app/_server/route';
import { assignNode, unassignNode } from '@/lib/features/nodes/assignments';

export const PUT = route('PUT /nodes/{node}/assignees/{user}', (ctx, { params, query }) =>
  assignNode(ctx, { node: params.node, userId: params.user, from: query.from }),
);
export const DELETE = route('DELETE /nodes/{node}/assignees/{user}', (ctx, { params }) =>
  unassignNode(ctx, { node: params.node, userId: params.user }),
);
