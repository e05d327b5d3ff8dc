import { route } from '@/app/_server/route';
import { inspectNetwork } from '@/lib/features/networks/networks';

export const GET = route('GET /nodes/{node}/networks/{network}/inspect', (ctx, { params }) => inspectNetwork(ctx, params));
