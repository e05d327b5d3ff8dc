import { route } from '@/app/_server/route';
import { cancelOperation } from '@/lib/features/provision/cancel-operation';

export const POST = route('POST /operations/{operation}/cancel', (ctx, { params }) =>
  cancelOperation(ctx, { operationId: params.operation }),
);
