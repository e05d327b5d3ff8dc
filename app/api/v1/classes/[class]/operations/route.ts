import { route } from '@/app/_server/route';
import { listOperations, startOperation } from '@/lib/features/provision/operations';

export const GET = route('GET /classes/{class}/operations', (ctx, { params, query }) =>
  listOperations(ctx, { class: params.class, ...query }),
);
export const POST = route('POST /classes/{class}/operations', (ctx, { params, body }) =>
  startOperation(ctx, { ...body, class: params.class }),
);
