import { route } from '@/app/_server/route';
import { connectNetwork } from '@/lib/features/networks/networks';

export const POST = route('POST /nodes/{node}/networks/{network}/connect', (ctx, { params, body }) =>
  connectNetwork(ctx, { ...params, ...body }),
);
