import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pour } from '@/lib/core/bytes/pour';
import { nodeStreamOf, webStreamOf } from '@/lib/core/bytes/web-stream';
import { AppError } from '@/lib/core/errors';
import { createJobs } from '@/lib/features/jobs/create-jobs';
import { getJob } from '@/lib/features/jobs/get-job';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { JobKind } from '@/lib/shared/jobs';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { loadImages, saveImage } from './archives';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const asOwn = (images: Partial<DockerEngine['images']>) =>
  panel.as('own', { fleet: createFleetDouble({ engine: () => ({ images }) }) });
const jobOf = async (kind: JobKind) => {
  const { id } = await panel.runtime.db.job.findFirstOrThrow({ where: { kind } });
  return getJob(await panel.as('own'), { jobId: id });
};
const cancel = async (kind: JobKind) => panel.runtime.jobs.cancel((await jobOf(kind)).id, idOf('own'));
const ends = (kind: JobKind) => expect.poll(async () => (await jobOf(kind)).state);
const archive = Buffer.alloc(700_000, 'x');
const nowhere = () => new Writable({ write: (_piece, _encoding, done) => done() });
/** As the gateway does: the node takes all of it, and breaks off with it. */
const take = (body: Readable): Promise<void> =>
  new Promise((resolve, reject) => pour(body, nowhere(), (error) => (error ? reject(error) : resolve())));
const sent = (stream: Readable, more: { name?: string; sizeBytes?: number } = {}) => ({
  ...{ node: 'node0', archive: webStreamOf(stream), name: 'lab.tar', ...more },
});

test('a load is a job: how much has come of how much, then what Docker said', async () => {
  const ctx = await asOwn({
    async load(body) {
      await take(body);
      return ['x:1'];
    },
  });
  const source = Readable.from([archive], { objectMode: false });
  expect(await loadImages(ctx, sent(source, { sizeBytes: archive.length }))).toEqual({ loaded: ['x:1'] });
  expect(await jobOf('image.load')).toMatchObject({
    ...{ state: 'done', subject: 'lab.tar', createdBy: { id: idOf('own') } },
    progress: { kind: 'archive', bytes: archive.length, totalBytes: archive.length, loaded: ['x:1'] },
  });
});

test('a load whose sender goes away fails and says why; one that is cancelled is cancelled; what Docker refuses is told', async () => {
  const load = async (images: DockerEngine['images']['load'], source = new PassThrough()) => {
    await panel.runtime.db.job.deleteMany({ where: { kind: 'image.load' } });
    return { loading: loadImages(await asOwn({ load: images }), sent(source)), source };
  };
  const asGateway: DockerEngine['images']['load'] = async (body, signal) => {
    const cut = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(new AppError('cancelled'))));
    await Promise.race([take(body), cut]).catch((error) => {
      throw new AppError('cancelled', { cause: error });
    });
    return [];
  };
  const left = await load(asGateway);
  const gone = expect(left.loading).rejects.toMatchObject({ code: 'sender_gone' });
  left.source.write(archive);
  await ends('image.load').toBe('running');
  left.source.destroy(new Error('The sender went away.'));
  await gone;
  expect(await jobOf('image.load')).toMatchObject({ state: 'failed', error: { code: 'sender_gone' } });

  const ended = await load(asGateway);
  const stopped = expect(ended.loading).rejects.toMatchObject({ code: 'cancelled' });
  await ends('image.load').toBe('running');
  await cancel('image.load');
  await stopped;
  expect(await jobOf('image.load')).toMatchObject({ state: 'cancelled', cancelledBy: { id: idOf('own') } });

  const refused = await load(() => Promise.reject(new AppError('image_archive_invalid')));
  await expect(refused.loading).rejects.toMatchObject({ code: 'image_archive_invalid' });
  expect(await jobOf('image.load')).toMatchObject({ state: 'failed', error: { code: 'image_archive_invalid' } });
});

const savesInAudit = async () => {
  const lines = await panel.runtime.db.auditEntry.findMany({ where: { action: 'image.save' } });
  return lines.map(({ actorName, target }) => [actorName, target]);
};

test('who downloaded which image is in the audit log, and not what the node does not have', async () => {
  const { stream } = await download(Readable.from([archive], { objectMode: false }));
  await take(nodeStreamOf(stream));
  await ends('image.save').toBe('done');
  const [line, ...more] = await savesInAudit();
  expect(line).toEqual([expect.any(String), `image:${idOf('node0')}/ubuntu`]);
  expect(more).toEqual([]);

  const ctx = await asOwn({ save: () => Promise.reject(new AppError('image_not_found')) });
  const { signal } = new AbortController();
  await expect(saveImage(ctx, { node: 'node0', image: 'none', signal })).rejects.toMatchObject({ code: 'image_not_found' });
  expect(await savesInAudit()).toHaveLength(1);
});

test('an archive that the audit log cannot name is not sent, and its job ends', async () => {
  const source = new PassThrough();
  const ctx = await asOwn({ save: async () => source });
  const did = () => Promise.reject(new AppError('panel_disk_full'));
  const broken = { ...ctx, audit: { ...ctx.audit, did } };
  const { signal } = new AbortController();
  await expect(saveImage(broken, { node: 'node0', image: 'ubuntu', signal })).rejects.toMatchObject({ code: 'panel_disk_full' });
  expect(source.destroyed).toBe(true);
  await ends('image.save').toBe('failed');
});

/** Goes on until it is cut off. */
const untilCut: DockerEngine['images']['load'] = (_body, signal) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new AppError('cancelled'))));

/** A download: what the route is given, and who reads it. */
async function download(source: Readable) {
  await panel.runtime.db.job.deleteMany({ where: { kind: 'image.save' } });
  const leave = new AbortController();
  const ctx = await asOwn({
    async save(_ref, signal) {
      signal.addEventListener('abort', () => source.destroy(signal.reason));
      return source;
    },
  });
  const { stream } = await saveImage(ctx, { node: 'node0', image: 'ubuntu', signal: leave.signal });
  return { stream, leave };
}

test('a save is a job that ends when the last byte has gone out', async () => {
  const { stream } = await download(Readable.from([archive], { objectMode: false }));
  const held = Promise.withResolvers<void>();
  const reader = new Writable({ write: (_piece, _encoding, done) => void held.promise.then(() => done()) });
  const source = nodeStreamOf(stream);
  pour(source, reader, () => {});
  await expect.poll(() => source.readableEnded || source.isPaused()).toBe(true);
  expect((await jobOf('image.save')).state).toBe('running');
  held.resolve();
  await ends('image.save').toBe('done');
  expect(await jobOf('image.save')).toMatchObject({
    subject: 'ubuntu',
    progress: { kind: 'archive', bytes: archive.length, totalBytes: null },
  });
});

test('a save whose reader goes away fails, one that is cancelled ends for the reader, and one that breaks off at the node is not whole', async () => {
  const left = await download(new PassThrough());
  pour(nodeStreamOf(left.stream), nowhere(), () => {});
  left.leave.abort();
  await ends('image.save').toBe('failed');
  expect((await jobOf('image.save')).error?.code).toBe('receiver_gone');

  const ended = await download(new PassThrough());
  const reader = nowhere();
  const broken = new Promise((resolve) => pour(nodeStreamOf(ended.stream), reader, resolve));
  await cancel('image.save');
  expect(await broken).toBeInstanceOf(Error);
  expect(reader.destroyed).toBe(true);
  await ends('image.save').toBe('cancelled');

  // All of it was read, and its last piece is taken by nobody.
  const small = await download(Readable.from([Buffer.alloc(10)], { objectMode: false }));
  const stuck = new Writable({ write() {} });
  const source = nodeStreamOf(small.stream);
  pour(source, stuck, () => {});
  await expect.poll(() => source.readableEnded).toBe(true);
  await cancel('image.save');
  await ends('image.save').toBe('cancelled');
  expect(stuck.destroyed).toBe(true);

  const lost = new PassThrough();
  await download(lost);
  lost.destroy(new Error('ECONNRESET'));
  await ends('image.save').toBe('failed');
  expect((await jobOf('image.save')).error?.code).toBe('node_lost');
});

test('what is not there is no download, and its job says so', async () => {
  const ctx = await asOwn({ save: () => Promise.reject(new AppError('image_not_found')) });
  const saving = saveImage(ctx, { node: 'node0', image: 'none', signal: new AbortController().signal });
  await expect(saving).rejects.toMatchObject({ code: 'image_not_found' });
  await ends('image.save').toBe('failed');
});

test('a load and a save that were under way when the panel was killed are interrupted afterwards, and never done', async () => {
  await download(new PassThrough());
  const loading = loadImages(await asOwn({ load: untilCut }), sent(new PassThrough()));
  loading.catch(() => {});
  await ends('image.load').toBe('running');
  await createJobs(panel.runtime).recover();
  for (const kind of ['image.load', 'image.save'] as const)
    expect(await panel.runtime.db.job.findFirst({ where: { kind } })).toMatchObject({
      state: 'interrupted',
      errorCode: 'interrupted',
    });
});

test('what is saved arrives as it was', async () => {
  const { stream } = await download(Readable.from([archive], { objectMode: false }));
  expect((await buffer(nodeStreamOf(stream))).equals(archive)).toBe(true);
  await ends('image.save').toBe('done');
});
