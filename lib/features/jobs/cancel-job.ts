import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { JobDto } from '@/lib/shared/jobs';
import { getJobFor } from './get-job';
import { presentJob } from './present-job';

/** Asks a running job to end. @throws AppError `not_found`, `job_not_cancellable` when it is over */
export async function cancelJob(ctx: Ctx, { jobId: id }: { jobId: string }): Promise<JobDto> {
  const row = await getJobFor(ctx, id, 'job.cancel');
  // One node's part of what the staff does to many is theirs to end, though it is on a student's node.
  if (row.operationId !== null && ctx.actor.role === 'student') throw new AppError('forbidden');
  if (!ctx.jobs.cancel(id, ctx.actor.id)) throw new AppError('job_not_cancellable');
  await ctx.audit.did(ctx, 'job.cancel', `job:${id}`);
  return presentJob(row, ctx.jobs.progress(id));
}
