import { route } from '@/app/_server/route';
import { resumeOperation } from '@/lib/features/provision/resume-operation';

export const POST = route('POST /operations/{operation}/resume', (ctx, { params }) =>
  resumeOperation(ctx, { operationId: params.operation }),
);
