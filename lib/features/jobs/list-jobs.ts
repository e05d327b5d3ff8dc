import { AppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Action } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { List, PageQuery } from '@/lib/shared/common';
import type { JobDto } from '@/lib/shared/jobs';
import { jobRelations, presentJob } from './present-job';

/** The jobs of a node, the newest first. @throws AppError `not_found` */
export async function listJobs(ctx: Ctx, { node: ref, ...page }: PageQuery & { node: string }): Promise<List<JobDto>> {
  const node = await getNodeFor(ctx, ref, 'job.read');
  const rows = await ctx.db.job.findMany({
    where: { nodeId: node.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
    ...(page.cursor !== undefined && { cursor: { id: page.cursor }, skip: 1 }),
    include: jobRelations,
  });
  const items = rows.slice(0, page.limit).map((row) => presentJob(row, ctx.jobs.progress(row.id)));
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.id } : { items };
}

async function requireJob(ctx: Ctx, id: string, action: Action) {
  const row = await ctx.db.job.findUnique({ where: { id }, include: jobRelations });
  if (!row) throw new AppError('not_found');
  await getNodeFor(ctx, row.nodeId, action);
  return row;
}

/** @throws AppError `not_found`, also for a job on a node the actor may not know. */
export async function getJob(ctx: Ctx, { jobId: id }: { jobId: string }): Promise<JobDto> {
  return presentJob(await requireJob(ctx, id, 'job.read'), ctx.jobs.progress(id));
}

/** Asks a running job to end. @throws AppError `not_found`, `job_not_cancellable` when it is over */
export async function cancelJob(ctx: Ctx, { jobId: id }: { jobId: string }): Promise<JobDto> {
  const row = await requireJob(ctx, id, 'job.cancel');
  // One node's part of what the staff does to many is theirs to end, though it is on a student's node.
  if (row.operationId !== null && ctx.actor.role === 'student') throw new AppError('forbidden');
  if (!ctx.jobs.cancel(id)) throw new AppError('job_not_cancellable');
  await ctx.audit.did(ctx, 'job.cancel', `job:${id}`);
  return presentJob(row, ctx.jobs.progress(id));
}
