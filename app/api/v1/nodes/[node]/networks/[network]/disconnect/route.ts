import { route } from '@/app/_server/route';
import { disconnectNetwork } from '@/lib/features/networks/networks';

export const POST = route('POST /nodes/{node}/networks/{network}/disconnect', (ctx, { params, body }) =>
  disconnectNetwork(ctx, { ...params, ...body }),
);
