import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { OperationDetail } from '@/lib/shared/operations';
import { requireOperation } from './operation-access';
import { auditOperation, publishOperation } from './operation-events';
import { getOperation } from './get-operation';

/**
 * Ends what still runs of it; a step that cannot be cut in two is finished first. @throws AppError `not_found`, `conflict` when it is over
 */
export async function cancelOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  const row = await requireOperation(ctx, id, 'operation.cancel');
  if (row.state !== 'running') throw new AppError('conflict');
  await auditOperation(ctx, 'operation.cancel', id, {});
  // Whoever runs it in another process reads this before its next step.
  await ctx.db.operation.updateMany({ where: { id, state: 'running' }, data: { state: 'cancelled', endedAt: ctx.now() } });
  for (const job of row.jobs) {
    if (!['queued', 'running'].includes(job.state) || ctx.jobs.cancel(job.id, ctx.actor.id)) continue;
    await ctx.db.job.updateMany({
      where: { id: job.id, state: { in: ['queued', 'running'] } },
      data: { state: 'interrupted', errorCode: 'interrupted', endedAt: ctx.now() },
    });
  }
  publishOperation(ctx, row);
  return getOperation(ctx, { operationId: id });
}
