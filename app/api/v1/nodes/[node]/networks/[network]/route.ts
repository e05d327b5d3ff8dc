import { route } from '@/app/_server/route';
import { removeNetwork } from '@/lib/features/networks/networks';

export const DELETE = route('DELETE /nodes/{node}/networks/{network}', (ctx, { params }) => removeNetwork(ctx, params));
