import { route } from '@/app/_server/route';
import { listOperations } from '@/lib/features/provision/list-operations';
import { startOperation } from '@/lib/features/provision/start-operation';

export const GET = route('GET /classes/{class}/operations', (ctx, { params, query }) =>
  listOperations(ctx, { class: params.class, ...query }),
);
export const POST = route('POST /classes/{class}/operations', (ctx, { params, body }) =>
  startOperation(ctx, { ...body, class: params.class }),
);
