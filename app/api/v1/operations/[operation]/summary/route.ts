import { route } from '@/app/_server/route';
import { getOperationSummary } from '@/lib/features/provision/get-operation';

export const GET = route('GET /operations/{operation}/summary', (ctx, { params }) =>
  getOperationSummary(ctx, { operationId: params.operation }),
);
