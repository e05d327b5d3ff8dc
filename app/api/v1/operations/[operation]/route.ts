import { route } from '@/app/_server/route';
import { getOperation } from '@/lib/features/provision/get-operation';

export const GET = route('GET /operations/{operation}', (ctx, { params }) =>
  getOperation(ctx, { operationId: params.operation }),
);
