import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { OperationDetail } from '@/lib/shared/operations';
import { requireOperation } from './operation-access';
import { auditOperation } from './operation-events';
import { fromStored, newestJobs, presentOperation } from './operation-row';
import { getOperation } from './get-operation';
import { requireFree, startJobs } from './start-jobs';

/**
 * Goes on with the nodes that are not done. Each begins with its first step again: what is so already is found and left alone.
 * @throws AppError `not_found`, `conflict` when there is nothing left to do or its passwords are gone, `operation_running`
 */
export async function resumeOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  const row = await requireOperation(ctx, id, 'operation.run');
  if (!presentOperation(row).resumable) throw new AppError('conflict');
  const { steps, dryRun } = fromStored(ctx.keyring, row);
  const left = newestJobs(row).filter((job) => job.state !== 'done');
  const nodes = await ctx.db.node.findMany({
    where: { id: { in: left.map((job) => job.nodeId) } },
    select: { id: true, name: true, loginUser: true },
  });
  await ctx.queues.operationStarts(async () => {
    await requireFree(ctx, nodes);
    await ctx.db.operation.update({ where: { id }, data: { state: 'running', endedAt: null } });
    await auditOperation(ctx, 'operation.resume', id, { nodes: nodes.length });
    await startJobs(ctx, { id, kind: presentOperation(row).kind, dryRun, steps }, nodes);
  });
  return getOperation(ctx, { operationId: id });
}
