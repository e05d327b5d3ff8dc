import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { messageOfJob } from '@/lib/shared/job-progress';
import type { JobDto, JobProgress } from '@/lib/shared/jobs';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createJobs } from './create-jobs';
import type { Jobs } from './jobs';

let panel: ApiPanel;
let jobs: Jobs;
let heard: JobDto[];

beforeEach(async () => {
  panel = await startApiPanel();
  const { db, bus, log, now, newId } = panel.runtime;
  jobs = createJobs({ db, bus, log, now, newId });
  heard = [];
  bus.subscribe('job.changed', (job) => heard.push(job));
});
afterEach(async () => {
  await jobs.stop();
  await panel.stop();
});

const about = async () => ({
  kind: 'image.pull' as const,
  nodeId: idOf('node0'),
  createdById: (await panel.runtime.db.user.findFirstOrThrow()).id,
  subject: 'ubuntu',
  input: {},
});
const pulling = (message: string): JobProgress => ({ kind: 'layers', message, layers: [] });
const lastMessage = () => heard.slice(-1).map(messageOfJob)[0];
const row = (id: string) => panel.runtime.db.job.findUniqueOrThrow({ where: { id } });
const ends = (id: string, state: string) => expect.poll(async () => (await row(id)).state).toBe(state);
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled'))));

test('work that ends well is done, and everybody hears the end', async () => {
  const id = await jobs.start(await about(), async ({ report }) => report(pulling('x')));
  await ends(id, 'done');
  await expect.poll(() => heard.at(-1)?.state).toBe('done');
  expect((await row(id)).progress).toBe(JSON.stringify(pulling('x')));
});

test('a failure keeps its code and what Docker said', async () => {
  const id = await jobs.start(await about(), async () => {
    throw new AppError('image_not_found', { detail: 'manifest unknown' });
  });
  await ends(id, 'failed');
  expect(await row(id)).toMatchObject({ errorCode: 'image_not_found', errorDetail: 'manifest unknown' });
});

test('a job can be cancelled while it runs, and not after; who did so first is remembered', async () => {
  const id = await jobs.start(await about(), ({ signal }) => aborted(signal));
  expect(jobs.cancel(id, idOf('instructor'))).toBe(true);
  expect(jobs.cancel(id, idOf('own'))).toBe(true);
  await ends(id, 'cancelled');
  await expect.poll(() => jobs.cancel(id, idOf('own'))).toBe(false);
  await expect.poll(() => heard.at(-1)).toMatchObject({ state: 'cancelled', cancelledBy: { id: idOf('instructor') } });
});

test('what ran when the panel stopped is interrupted, never done', async () => {
  const id = await jobs.start(await about(), ({ signal }) => aborted(signal));
  await jobs.stop();
  expect(await row(id)).toMatchObject({ state: 'interrupted', errorCode: 'interrupted' });
});

test('what ran when the panel was killed is interrupted at the next start', async () => {
  const id = await jobs.start(await about(), ({ signal }) => aborted(signal));
  const { db, bus, log, now, newId } = panel.runtime;
  await createJobs({ db, bus, log, now, newId }).recover();
  expect(await row(id)).toMatchObject({ state: 'interrupted' });
});

test('thousands of progress reports become few events, and the last one counts', async () => {
  const id = await jobs.start(await about(), async ({ report }) => {
    for (let i = 0; i < 5_000; i++) report(pulling(String(i)));
  });
  await ends(id, 'done');
  await expect.poll(() => heard.at(-1)?.state).toBe('done');
  expect(heard.length).toBeLessThan(10);
  expect(lastMessage()).toBe('4999');
});

test('of one key there is one job at a time, also when two are started at the same moment, and a new one after it', async () => {
  const job = { ...(await about()), key: 'docker.io/library/ubuntu:latest' };
  let runs = 0;
  let done: () => void = () => {};
  const work = () => {
    runs++;
    return new Promise<void>((resolve) => {
      done = resolve;
    });
  };
  const [first, second] = await Promise.all([jobs.start(job, work), jobs.start(job, work)]);
  expect(first).toBe(second);
  expect(await jobs.start(job, work)).toBe(first);
  expect(await jobs.start({ ...job, key: 'other' }, async () => {})).not.toBe(first);
  expect(runs).toBe(1);
  done();
  await jobs.finished(first);
  await expect.poll(() => jobs.start(job, async () => {})).not.toBe(first);
});

test('telling how a job goes reads nothing from the database', async () => {
  const { db } = panel.runtime;
  let done: () => void = () => {};
  const id = await jobs.start(await about(), async ({ report }) => {
    for (const message of ['a', 'b']) report(pulling(message));
    await new Promise<void>((resolve) => {
      done = resolve;
    });
  });
  const read = vi.spyOn(db.job, 'findUnique');
  await expect.poll(() => lastMessage()).toBe('b');
  done();
  await jobs.finished(id);
  expect(heard.at(-1)).toMatchObject({ state: 'done', nodeName: expect.any(String), subject: 'ubuntu' });
  expect(read).not.toHaveBeenCalled();
});

test('an end that finds the disk full is stored when there is room again, and stands as running until then', async () => {
  const { db, bus, log, now, newId } = panel.runtime;
  const own = createJobs({ db, bus, log, now, newId }, { storeAgainMs: 5 });
  const full = Object.assign(new Error('full'), { cause: { kind: 'sqlite', extendedCode: 13 } });
  const update = vi.spyOn(db.job, 'update').mockRejectedValue(full);
  const id = await own.start(await about(), async () => {});
  await expect.poll(() => update.mock.calls.length).toBeGreaterThan(2);
  expect(await row(id)).toMatchObject({ state: 'running', endedAt: null });
  update.mockRestore();
  await own.finished(id);
  expect((await row(id)).state).toBe('done');
});

test('progress that comes all the time is told four times a second, and stored after each ten seconds', async () => {
  const { db } = panel.runtime;
  const stored = vi.spyOn(db.job, 'updateMany');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  // Made before the work: the last report may be heard before the work comes to wait for it.
  const end = Promise.withResolvers<void>();
  try {
    const id = await jobs.start(await about(), async ({ report }) => {
      for (let i = 0; i < 500; i++) {
        report(pulling(String(i)));
        await vi.advanceTimersByTimeAsync(50);
      }
      await end.promise;
    });
    await vi.waitFor(() => expect(lastMessage()).toBe('499'));
    // The start, and 25 s of progress.
    expect(heard.length).toBeGreaterThan(95);
    expect(heard.length).toBeLessThanOrEqual(1 + 101);
    expect(stored).toHaveBeenCalledTimes(2);
    end.resolve();
    await jobs.finished(id);
  } finally {
    vi.useRealTimers();
  }
});
