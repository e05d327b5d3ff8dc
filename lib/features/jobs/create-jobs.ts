import { createCoalescer } from '@/lib/shared/coalesce';
import { setTimeout as wait } from 'node:timers/promises';
import type { Prisma } from '@prisma/client';
import type { Bus } from '@/lib/gateways/bus/bus';
import { isDiskFull } from '@/lib/core/database-problem';
import type { Db } from '@/lib/gateways/db/db';
import { isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import { codeOf } from '@/lib/core/present-error';
import type { JobProgress, JobState } from '@/lib/shared/jobs';
import type { Jobs } from './jobs';
import { type JobRow, jobRelations, presentJob } from './present-job';

const tellEveryMs = 250;
/**
 * What is stored before the end is read only of a job that the command line runs, or that the end of the panel interrupted. Storing costs ten
 * times what telling costs.
 */
const storeEveryMs = 10_000;

/** A job that runs in this process. */
interface Running {
  /** As it was stored at the start, for whoever is told of its progress: nothing of it changes while it runs. */
  row: JobRow;
  abort: AbortController;
  cancelledById: string | null;
  progress: JobProgress | null;
  revision: number;
  storedAtMs: number;
  finished: Promise<void>;
}

/** @param options.storeAgainMs how soon it is tried again to store how a job ended, while the panel's disk takes nothing */
export function createJobs(
  deps: { db: Db; bus: Bus; log: Logger; now(): Date; newId(): string },
  { storeAgainMs = 5_000 } = {},
): Jobs {
  const { db, bus, log, now } = deps;
  const running = new Map<string, Running>();
  /** Running jobs that may not run twice, by node, kind and key. */
  const keyed = new Map<string, Promise<string>>();
  const stop = new AbortController();

  const tell = (row: JobRow, live: Running | null): void => bus.publish('job.changed', presentJob(row, live));

  const progress = createCoalescer<string, Running>({
    pauseMs: tellEveryMs,
    merge: (_held, job) => job,
    deliver: (id, job) =>
      void tellAndStore(id, job).catch((error) => log.error({ error, jobId: id }, 'the progress of a job could not be told')),
  });

  function report(id: string, job: Running, reported: JobProgress): void {
    job.progress = reported;
    job.revision++;
    progress.push(id, job);
  }

  async function tellAndStore(id: string, job: Running): Promise<void> {
    tell(job.row, job);
    // By the monotonic clock: a clock that is set back would store nothing for as long.
    const nowMs = performance.now();
    if (nowMs - job.storedAtMs < storeEveryMs) return;
    job.storedAtMs = nowMs;
    await db.job.updateMany({ where: { id, state: 'running' }, data: { progress: JSON.stringify(job.progress) } });
  }

  async function run(id: string, job: Running, work: Parameters<Jobs['start']>[1]): Promise<void> {
    let state: JobState = 'done';
    let failure: { code: string; detail: string | null } | null = null;
    try {
      await work({ report: (reported) => report(id, job, reported), signal: job.abort.signal });
    } catch (error) {
      state = stop.signal.aborted ? 'interrupted' : job.abort.signal.aborted ? 'cancelled' : 'failed';
      failure = isAppError(error) ? { code: error.code, detail: error.detail ?? null } : { code: codeOf(error), detail: null };
      if (!isAppError(error)) log.error({ error, jobId: id }, 'a job failed in an unexpected way');
    }
    progress.take(id);
    job.revision++;
    const row = await storeEnd(id, {
      state,
      endedAt: now(),
      progress: job.progress ? JSON.stringify(job.progress) : null,
      ...(state === 'cancelled' && job.cancelledById !== null && { cancelledBy: { connect: { id: job.cancelledById } } }),
      ...(state === 'failed' && failure && { errorCode: failure.code, errorDetail: failure.detail }),
      ...(state === 'interrupted' && { errorCode: 'interrupted' }),
    });
    tell(row, job);
  }

  /** Until there is room: a job that has ended must not stand there as running for ever. At a stop the next start finds it. */
  async function storeEnd(id: string, data: Prisma.JobUpdateInput): Promise<JobRow> {
    for (;;) {
      try {
        return await db.job.update({ where: { id }, include: jobRelations, data });
      } catch (error) {
        if (stop.signal.aborted || !isDiskFull(error)) throw error;
        await wait(storeAgainMs, null, { signal: stop.signal, ref: false }).catch(() => {});
      }
    }
  }

  async function begin(
    { kind, nodeId, createdById, subject, input, operationId }: Parameters<Jobs['start']>[0],
    work: Parameters<Jobs['start']>[1],
  ): Promise<string> {
    const id = deps.newId();
    const at = now();
    const row = await db.job.create({
      include: jobRelations,
      data: {
        id,
        kind,
        nodeId,
        createdById,
        operationId: operationId ?? null,
        state: 'running',
        input: JSON.stringify({ subject, ...(input as object) }),
        createdAt: at,
        startedAt: at,
      },
    });
    const job: Running = {
      row,
      abort: new AbortController(),
      cancelledById: null,
      progress: null,
      revision: 1,
      storedAtMs: performance.now(),
      finished: Promise.resolve(),
    };
    running.set(id, job);
    tell(row, job);
    job.finished = run(id, job, work)
      .catch((error) => log.error({ error, jobId: id }, 'the end of a job could not be stored'))
      .finally(() => running.delete(id));
    return id;
  }

  return {
    async recover() {
      // Nobody knows how these ended, so they are never `done`.
      const { count } = await db.job.updateMany({
        where: { state: { in: ['queued', 'running'] } },
        data: { state: 'interrupted', errorCode: 'interrupted', endedAt: now() },
      });
      if (count > 0) log.warn({ count }, 'jobs were interrupted by the last stop');
    },
    start(job, work) {
      if (job.key === undefined) return begin(job, work);
      const name = `${job.nodeId} ${job.kind} ${job.key}`;
      // Taken before anything is awaited: of two at the same moment the second finds the first.
      const going = keyed.get(name) ?? begin(job, work);
      if (!keyed.has(name)) {
        keyed.set(name, going);
        const forget = () => void keyed.delete(name);
        going.then((id) => running.get(id)?.finished.then(forget, forget) ?? forget(), forget);
      }
      return going;
    },
    cancel(id, byId) {
      const job = running.get(id);
      if (!job) return false;
      job.cancelledById ??= byId;
      job.abort.abort();
      return true;
    },
    finished: async (id) => running.get(id)?.finished,
    progress: (id) => running.get(id) ?? null,
    async stop() {
      stop.abort();
      for (const job of running.values()) job.abort.abort();
      await Promise.all([...running.values()].map((job) => job.finished));
    },
  };
}
