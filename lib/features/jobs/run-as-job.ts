import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { JobKind } from '@/lib/shared/jobs';
import type { Jobs } from './jobs';

/** What running work is given: how to tell how far it is, and when to end. */
export type JobTools = Parameters<Parameters<Jobs['start']>[1]>[0];

/** @param once of this kind one at a time on a node: what another is refused with */
interface Job {
  kind: JobKind;
  nodeId: string;
  subject: string;
  once?: ErrorCode;
}

/**
 * Work that its request waits for, as a job: it is seen from every page, can be cancelled, and goes on when whoever asked for it goes away.
 * @returns what `work` does, once the end of the job is stored
 * @throws AppError `once` where such a job runs already, `cancelled`; what `work` throws
 */
export async function runAsJob<T>(ctx: Ctx, { once, ...job }: Job, work: (tools: JobTools) => Promise<T>): Promise<T> {
  let outcome: Promise<T> | undefined;
  const of = { createdById: ctx.actor.id, input: {}, ...(once && { key: '' }) };
  const id = await ctx.jobs.start({ ...job, ...of }, async (tools) => {
    outcome = work(tools);
    await outcome;
  });
  if (!outcome) throw new AppError(once ?? 'conflict');
  await ctx.jobs.finished(id);
  return outcome;
}

/** @throws AppError `cancelled` when the signal has fired */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled');
}
