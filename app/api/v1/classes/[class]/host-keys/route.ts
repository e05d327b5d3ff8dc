import { route } from '@/app/_server/route';
import { approveHostKeys, listHostKeys } from '@/lib/features/nodes/offered-host-keys';

export const GET = route('GET /classes/{class}/host-keys', (ctx, { params }) => listHostKeys(ctx, { classId: params.class }));
export const POST = route('POST /classes/{class}/host-keys', (ctx, { params, body }) =>
  approveHostKeys(ctx, { classId: params.class, ...body }),
);
