import type { Ctx } from '@/lib/core/runtime';
import type { OperationDetail, OperationDto } from '@/lib/shared/operations';
import { requireOperation } from './operation-access';
import { presentDetail, presentOperation } from './operation-row';

/** @throws AppError `not_found`, also for an operation of a class the actor may not see. */
export async function getOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  return presentDetail(ctx, await requireOperation(ctx, id, 'operation.read'));
}

/** The same without its jobs, which may be a thousand. @throws AppError `not_found` */
export async function getOperationSummary(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDto> {
  return presentOperation(await requireOperation(ctx, id, 'operation.read'));
}
