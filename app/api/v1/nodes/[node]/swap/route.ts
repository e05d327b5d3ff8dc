import { route } from '@/app/_server/route';
import { swapNode } from '@/lib/features/class-life/swap-node';

export const POST = route('POST /nodes/{node}/swap', (ctx, { params, body }) => swapNode(ctx, { ...body, node: params.node }));
