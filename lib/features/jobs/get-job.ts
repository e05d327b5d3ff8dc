import { AppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Action } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { JobDto } from '@/lib/shared/jobs';
import { type JobRow, jobRelations, presentJob } from './present-job';

/** @throws AppError `not_found`, also for a job on a node the actor may not know. */
export async function getJob(ctx: Ctx, { jobId: id }: { jobId: string }): Promise<JobDto> {
  return presentJob(await getJobFor(ctx, id, 'job.read'), ctx.jobs.progress(id));
}

/** The row of a job on whose node the actor may do this. @throws AppError `not_found` */
export async function getJobFor(ctx: Ctx, id: string, action: Action): Promise<JobRow> {
  const row = await ctx.db.job.findUnique({ where: { id }, include: jobRelations });
  if (!row) throw new AppError('not_found');
  await getNodeFor(ctx, row.nodeId, action);
  return row;
}
