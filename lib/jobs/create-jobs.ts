import type { Bus } from '@/lib/bus/bus';
import type { Db } from '@/lib/db/db';
import { isAppError } from '@/lib/errors';
import type { Logger } from '@/lib/log';
import type { JobProgress, JobState } from '@/lib/shared/jobs';
import type { Jobs } from './jobs';
import { jobRelations, presentJob } from './present-job';

const tellEveryMs = 200;
const storeEveryMs = 1_000;

/** A job that runs in this process. */
interface Running {
  abort: AbortController;
  progress: JobProgress | null;
  revision: number;
  tellTimer: NodeJS.Timeout | null;
  storedAtMs: number;
  finished: Promise<void>;
}

export function createJobs(deps: { db: Db; bus: Bus; log: Logger; now(): Date; newId(): string }): Jobs {
  const { db, bus, log, now } = deps;
  const running = new Map<string, Running>();
  let stopping = false;

  /** Tells the bus how a job stands, as the database and the live progress say. */
  async function tell(id: string): Promise<void> {
    const row = await db.job.findUnique({ where: { id }, include: jobRelations });
    if (row) bus.publish('job.changed', presentJob(row, running.get(id) ?? null));
  }

  function report(id: string, job: Running, progress: JobProgress): void {
    job.progress = progress;
    job.revision++;
    job.tellTimer ??= setTimeout(() => {
      job.tellTimer = null;
      void tellAndStore(id, job).catch((error) => log.error({ error, jobId: id }, 'the progress of a job could not be told'));
    }, tellEveryMs);
  }

  async function tellAndStore(id: string, job: Running): Promise<void> {
    const nowMs = now().getTime();
    if (nowMs - job.storedAtMs >= storeEveryMs) {
      job.storedAtMs = nowMs;
      await db.job.updateMany({ where: { id, state: 'running' }, data: { progress: JSON.stringify(job.progress) } });
    }
    await tell(id);
  }

  async function run(id: string, job: Running, work: Parameters<Jobs['start']>[1]): Promise<void> {
    let state: JobState = 'done';
    let failure: { code: string; detail: string | null } | null = null;
    try {
      await work({ report: (progress) => report(id, job, progress), signal: job.abort.signal });
    } catch (error) {
      state = stopping ? 'interrupted' : job.abort.signal.aborted ? 'cancelled' : 'failed';
      failure = isAppError(error) ? { code: error.code, detail: error.detail ?? null } : { code: 'internal', detail: null };
      if (!isAppError(error)) log.error({ error, jobId: id }, 'a job failed in an unexpected way');
    }
    if (job.tellTimer) clearTimeout(job.tellTimer);
    job.revision++;
    await db.job.update({
      where: { id },
      data: {
        state,
        endedAt: now(),
        progress: job.progress ? JSON.stringify(job.progress) : null,
        ...(state === 'failed' && failure && { errorCode: failure.code, errorDetail: failure.detail }),
        ...(state === 'interrupted' && { errorCode: 'interrupted' }),
      },
    });
    await tell(id);
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
    async start({ kind, nodeId, createdById, subject, input, operationId }, work) {
      const id = deps.newId();
      const at = now();
      await db.job.create({
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
        abort: new AbortController(),
        progress: null,
        revision: 1,
        tellTimer: null,
        storedAtMs: 0,
        finished: Promise.resolve(),
      };
      running.set(id, job);
      job.finished = run(id, job, work)
        .catch((error) => log.error({ error, jobId: id }, 'the end of a job could not be stored'))
        .finally(() => running.delete(id));
      await tell(id);
      return id;
    },
    cancel(id) {
      const job = running.get(id);
      job?.abort.abort();
      return job !== undefined;
    },
    finished: async (id) => running.get(id)?.finished,
    progress: (id) => running.get(id) ?? null,
    async stop() {
      stopping = true;
      for (const job of running.values()) job.abort.abort();
      await Promise.all([...running.values()].map((job) => job.finished));
    },
  };
}
