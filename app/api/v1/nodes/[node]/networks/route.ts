import { route } from '@/app/_server/route';
import { createNetwork, listNetworks } from '@/lib/features/networks/networks';

export const GET = route('GET /nodes/{node}/networks', (ctx, { params }) => listNetworks(ctx, params));
export const POST = route('POST /nodes/{node}/networks', (ctx, { params, body }) => createNetwork(ctx, { ...params, ...body }));
