import type { Ctx } from '@/lib/core/runtime';
import type { OperationDetail } from '@/lib/shared/operations';
import { requireOperation } from './operation-access';
import { presentDetail } from './operation-row';

/** @throws AppError `not_found`, also for an operation of a class the actor may not see. */
export async function getOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  return presentDetail(ctx, await requireOperation(ctx, id, 'operation.read'));
}
