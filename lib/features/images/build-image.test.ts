import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { getJob } from '@/lib/features/jobs/get-job';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { type BuildImage, type CacheRecord, buildImageQuerySchema } from '@/lib/shared/builds';
import type { BuildProgress } from '@/lib/shared/jobs';
import { tarOf } from '@/lib/shared/tar';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { isPruned, listBuildCache, pruneBuildCache } from './build-cache';
import { buildImage } from './build-image';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const imageId = `sha256:${'a'.repeat(64)}`;
const step = { id: 's', name: '[1/1] RUN x', state: 'done' as const, ms: 1, log: 'x', isCut: false, layer: null };
const progress: BuildProgress = { kind: 'build', steps: [step], layers: [], imageId };
const built = { imageId, made: { by: 'history' as const, stepIds: ['s'] }, progress };
const detail = {
  ...{ id: imageId, tags: [], sizeBytes: 1, diffIds: ['d1'] },
  history: [{ createdBy: 'RUN x # buildkit', createdAt: null, sizeBytes: 7, comment: '' }],
};

/** As the owner of node0, whose Docker builds like this. */
const asOwn = (builds: Partial<DockerEngine['builds']>) =>
  panel.as('own', { fleet: createFleetDouble({ engine: () => ({ builds, images: { inspect: async () => detail } }) }) });
const asked = (more: Partial<BuildImage> = {}) => ({ ...buildImageQuerySchema.parse({ tag: 'x:1' }), ...more, node: 'node0' });
const context = (text = 'FROM x') =>
  tarOf([{ path: 'Dockerfile', content: new Blob([text]) }]).stream() as ReadableStream<Uint8Array>;
/** A build that goes on until it is ended, which on a busy machine may be before it has read its context. */
const runUntilAborted: DockerEngine['builds']['run'] = async (body, _options, _report, signal) => {
  await buffer(body);
  return new Promise((_resolve, reject) => {
    const end = () => reject(new AppError('cancelled'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
};
const audited = async (action: string) =>
  (await panel.runtime.db.auditEntry.findMany({ where: { action } })).map(({ target, detail: told }) => [
    target,
    JSON.parse(told ?? 'null'),
  ]);

test('a build is a job that ends with the layers of its steps; arguments are audited by their names', async () => {
  let received = 0;
  const ctx = await asOwn({
    async run(body, _options, onProgress) {
      received = (await buffer(body)).length;
      onProgress(progress);
      return built;
    },
  });
  const { id, kind, subject } = await buildImage(ctx, { ...asked({ buildArgs: { TOKEN: 'secret' } }), context: context() });
  expect([kind, subject, received]).toEqual(['image.build', 'x:1', 2048]);
  await panel.runtime.jobs.finished(id);
  const job = await getJob(ctx, { jobId: id });
  expect(job).toMatchObject({
    state: 'done',
    progress: { kind: 'build', imageId, steps: [{ log: 'x', layer: { diffId: 'd1', sizeBytes: 7 } }] },
  });
  const said = { tag: 'x:1', dockerfile: 'Dockerfile', noCache: false, buildArgs: ['TOKEN'] };
  expect(await audited('image.build')).toEqual([[`node:${idOf('node0')}`, said]]);
  expect(await panel.dump()).not.toContain('secret');
});

test('it answers when the node has the context, and the build goes on until it is cancelled', async () => {
  const ctx = await asOwn({
    run: runUntilAborted,
  });
  const job = await buildImage(ctx, { ...asked(), context: context() });
  expect(job.state).toBe('running');
  panel.runtime.jobs.cancel(job.id, ctx.actor.id);
  await panel.runtime.jobs.finished(job.id);
  expect((await getJob(ctx, { jobId: job.id })).state).toBe('cancelled');
});

test('a build that does not end is ended, and said to have taken too long', async () => {
  const ctx = await asOwn({
    run: runUntilAborted,
  });
  const { id } = await buildImage(ctx, { ...asked(), context: context() }, { maxMs: 50 });
  await panel.runtime.jobs.finished(id);
  expect(await getJob(ctx, { jobId: id })).toMatchObject({
    state: 'failed',
    error: { code: 'build_too_long' },
    cancelledBy: null,
  });
});

test('a context over 2 GiB is refused while it is sent, and no more of it is held than is on its way', async () => {
  const gib = 1024 ** 3;
  const piece = new Uint8Array(1024 * 1024);
  let made = 0;
  let taken = 0;
  const ctx = await asOwn({
    async run(body) {
      for await (const part of body) taken += (part as Uint8Array).length;
      return built;
    },
  });
  // One file of 3 GiB, as its header says.
  const whole = tarOf([{ path: 'big', content: new Blob(['x']) }]).slice(0, 512);
  const header = Buffer.from(await whole.arrayBuffer());
  header.write(`${(3 * gib).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const held = { most: 0 };
  const before = process.memoryUsage().arrayBuffers;
  const endless = new ReadableStream<Uint8Array>({
    start: (to) => to.enqueue(header),
    pull(to) {
      made += piece.length;
      held.most = Math.max(held.most, made - taken);
      if (made > 3 * gib) to.close();
      else to.enqueue(piece);
    },
  });
  await expect(buildImage(ctx, { ...asked(), context: endless })).rejects.toMatchObject({ code: 'build_context_too_large' });
  expect(made).toBeGreaterThan(2 * gib - 8 * piece.length);
  expect(made).toBeLessThan(2 * gib + 8 * piece.length);
  expect(held.most).toBeLessThan(8 * piece.length);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * piece.length);
});

test('two builds of one tag at once are one, however it is written, and the second context is not read', async () => {
  const held = Promise.withResolvers<void>();
  let begun = 0;
  const ctx = await asOwn({
    async run(body) {
      begun++;
      await buffer(body);
      await held.promise;
      return built;
    },
  });
  const second = context('FROM another');
  const [one, other] = await Promise.all([
    buildImage(ctx, { ...asked({ tag: 'x' }), context: context() }),
    buildImage(ctx, { ...asked({ tag: 'x:latest' }), context: second }),
  ]);
  expect([one.id, begun]).toEqual([other.id, 1]);
  await expect(second.getReader().read()).resolves.toEqual({ done: true, value: undefined });
  held.resolve();
  await panel.runtime.jobs.finished(one.id);
});

test('a context that leaves itself is refused, and so is the job', async () => {
  let received = 0;
  const ctx = await asOwn({
    async run(body) {
      for await (const chunk of body) received += (chunk as Buffer).length;
      return built;
    },
  });
  const outside = tarOf([{ path: '../x', content: new Blob(['x']) }]).stream() as ReadableStream<Uint8Array>;
  await expect(buildImage(ctx, { ...asked(), context: outside })).rejects.toMatchObject({ code: 'build_context_unsafe' });
  const row = await panel.runtime.db.job.findFirstOrThrow({ where: { kind: 'image.build' } });
  await panel.runtime.jobs.finished(row.id);
  expect(await getJob(ctx, { jobId: row.id })).toMatchObject({ state: 'failed', error: { code: 'build_context_unsafe' } });
  expect(received).toBe(0);
});

test('what Docker refuses before it has read the context is told to the sender', async () => {
  const ctx = await asOwn({
    run: async (body) => {
      body.destroy();
      throw new AppError('image_reference_invalid');
    },
  });
  await expect(buildImage(ctx, { ...asked(), context: context() })).rejects.toMatchObject({ code: 'image_reference_invalid' });
});

const record = (id: string, more: Partial<CacheRecord>): CacheRecord => ({
  ...{ id, description: '', type: 'regular', sizeBytes: 10, inUse: false, shared: false, createdAt: null, lastUsedAt: null },
  ...more,
});
const items = [record('a', {}), record('b', { inUse: true }), record('c', { shared: true }), record('d', { type: 'frontend' })];

test('a dry run tells the bytes that docker builder prune frees, with -a more, and removes nothing', async () => {
  const pruned: boolean[] = [];
  const ctx = await asOwn({
    cache: async () => ({ builder: 'buildkit', items }),
    pruneCache: async (all) => {
      pruned.push(all);
      return { records: 1, bytes: 10 };
    },
  });
  expect(await pruneBuildCache(ctx, { node: 'node0', all: false, dryRun: true })).toEqual({ records: 1, bytes: 10 });
  expect(await pruneBuildCache(ctx, { node: 'node0', all: true, dryRun: true })).toEqual({ records: 3, bytes: 30 });
  expect([pruned, await audited('build-cache.prune')]).toEqual([[], []]);
  expect(await listBuildCache(ctx, { node: 'node0' })).toEqual({ builder: 'buildkit', items });
  expect(await pruneBuildCache(ctx, { node: 'node0', all: true, dryRun: false })).toEqual({ records: 1, bytes: 10 });
  expect(pruned).toEqual([true]);
  expect(await audited('build-cache.prune')).toEqual([[`node:${idOf('node0')}`, { all: true, records: 1, bytes: 10 }]]);
  expect(items.map((one) => isPruned(one, false))).toEqual([true, false, false, false]);
});
