import { route } from '@/app/_server/route';
import { approveHostKey } from '@/lib/features/nodes/approve-host-key';

export const POST = route('POST /nodes/{node}/host-key', (ctx, { params, body }) => approveHostKey(ctx, { ...params, ...body }));
