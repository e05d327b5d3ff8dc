import { route } from '@/app/_server/route';
import { pruneNetworks } from '@/lib/features/networks/networks';

export const POST = route('POST /nodes/{node}/networks/prune', (ctx, { params, body }) =>
  pruneNetworks(ctx, { ...params, ...body }),
);
