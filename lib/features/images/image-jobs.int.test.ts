import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downLab, ensureLab, type Lab } from '@/lab/lab';
import { pour } from '@/lib/core/bytes/pour';
import { givePiecesAway } from '@/lib/core/bytes/release';
import { nodeStreamOf, webStreamOf } from '@/lib/core/bytes/web-stream';
import type { Ctx } from '@/lib/core/runtime';
import { getJob } from '@/lib/features/jobs/get-job';
import { listOwnJobs } from '@/lib/features/jobs/own-jobs';
import { pruneNetworks } from '@/lib/features/networks/networks';
import { pruneVolumes } from '@/lib/features/volumes/volumes';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { buildImageQuerySchema } from '@/lib/shared/builds';
import type { JobDto, JobKind } from '@/lib/shared/jobs';
import { tarOf } from '@/lib/shared/tar';
import { pull } from '@/lib/testing/docker-lab';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { cleanDocker, oldestAndNewest } from '@/lib/testing/test-lab';
import { loadImages, saveImage } from './archives';
import { pruneBuildCache } from './build-cache';
import { pruneImages } from './prune-images';

const name = 'imagejobs';
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
const ids: string[] = [];

beforeAll(async () => {
  await downLab(name);
  const [oldest, newest] = await oldestAndNewest();
  lab = await ensureLab({
    name,
    nodes: [
      { ...oldest, store: 'overlay2' },
      { ...newest, store: 'containerd' },
    ],
  });
  panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  ctx = await panel.admin();
  for (const node of lab.nodes) {
    const id = await panel.register(node);
    await panel.becomes(id, 'ready', 60_000);
    ids.push(id);
  }
}, 300_000);
afterAll(async () => {
  await panel?.stop();
  await downLab(name);
});

describe.each([
  ['oldest', 0],
  ['newest', 1],
] as const)('on the %s node', (_which, at) => {
  const node = () => ids[at] as string;
  const engineOf = (): Promise<DockerEngine> => ctx.fleet.engine(node());
  const tags = async () => (await (await engineOf()).images.list()).flatMap((image) => image.tags).toSorted();
  /** The newest job of a kind, as its owner sees it. */
  const jobOf = async (kind: JobKind): Promise<JobDto> => {
    const found = (await listOwnJobs(ctx)).items.find((job) => job.kind === kind && job.nodeId === node());
    if (!found) throw new Error(`There is no ${kind} yet.`);
    return getJob(ctx, { jobId: found.id });
  };
  const becomes = (kind: JobKind, state: JobDto['state']) =>
    expect.poll(async () => (await jobOf(kind).catch(() => null))?.state).toBe(state);

  /** As a browser downloads it, to its end. */
  async function save(): Promise<Buffer> {
    const { stream } = await saveImage(ctx, { node: node(), image: 'busybox', signal: new AbortController().signal });
    const pieces: Buffer[] = [];
    const sink = new Writable({ write: (piece: Buffer, _encoding, done) => done(void pieces.push(Buffer.from(piece))) });
    await new Promise<void>((resolve, reject) =>
      pour(nodeStreamOf(stream), sink, (error) => (error ? reject(error) : resolve())),
    );
    return Buffer.concat(pieces);
  }
  const load = (source: Readable, sizeBytes: number) =>
    loadImages(ctx, { node: node(), archive: webStreamOf(givePiecesAway(source)), name: 'box.tar', sizeBytes });

  test('an image goes out and comes in again, each as a job that counted every byte', async () => {
    const engine = await engineOf();
    await cleanDocker(engine);
    await pull(engine, 'busybox');
    const archive = await save();
    await becomes('image.save', 'done');
    expect((await jobOf('image.save')).progress).toEqual({
      ...{ kind: 'archive', bytes: archive.length, totalBytes: null, loaded: [] },
    });
    await engine.images.remove('busybox', false);
    const pieces = Array.from({ length: Math.ceil(archive.length / 60_000) }, (_, n) =>
      archive.subarray(n * 60_000, (n + 1) * 60_000),
    );
    const source = Readable.from(
      pieces.map((piece) => Buffer.alloc(piece.length, piece)),
      { objectMode: false },
    );
    expect(await load(source, archive.length)).toEqual({ loaded: ['busybox:latest'] });
    expect(await jobOf('image.load')).toMatchObject({
      ...{ state: 'done', subject: 'box.tar' },
      progress: { kind: 'archive', bytes: archive.length, totalBytes: archive.length, loaded: ['busybox:latest'] },
    });
    expect(await tags()).toEqual(['busybox:latest']);
  });

  test('a load whose sender goes away fails, one that is cancelled ends at once, and Docker has nothing of either', async () => {
    const engine = await engineOf();
    await pull(engine, 'busybox');
    const archive = await save();
    await engine.images.remove('busybox', false);
    /** Half of it, and then nothing. */
    const half = () => {
      let isGiven = false;
      return new Readable({
        read() {
          if (!isGiven) this.push(Buffer.from(archive.subarray(0, archive.length / 2)));
          isGiven = true;
        },
      });
    };
    const source = half();
    const gone = expect(load(source, archive.length)).rejects.toMatchObject({ code: 'sender_gone' });
    await becomes('image.load', 'running');
    source.destroy(new Error('The sender went away.'));
    await gone;
    expect(await jobOf('image.load')).toMatchObject({ state: 'failed', error: { code: 'sender_gone' } });

    const cancelled = expect(load(half(), archive.length)).rejects.toMatchObject({ code: 'cancelled' });
    await becomes('image.load', 'running');
    ctx.jobs.cancel((await jobOf('image.load')).id, ctx.actor.id);
    await cancelled;
    expect(await jobOf('image.load')).toMatchObject({ state: 'cancelled', cancelledBy: { id: ctx.actor.id } });
    expect(await tags()).toEqual([]);
  });

  test('a save that is cancelled breaks off for its reader, and the node goes on', async () => {
    const engine = await engineOf();
    await pull(engine, 'busybox');
    const { stream } = await saveImage(ctx, { node: node(), image: 'busybox', signal: new AbortController().signal });
    const reader = new Writable({ write() {} });
    const broken = new Promise((resolve) => pour(nodeStreamOf(stream), reader, resolve));
    await becomes('image.save', 'running');
    ctx.jobs.cancel((await jobOf('image.save')).id, ctx.actor.id);
    expect(await broken).toBeInstanceOf(Error);
    await becomes('image.save', 'cancelled');
    expect(await tags()).toEqual(['busybox:latest']);
  });

  test('removals of images, build cache, volumes and networks are jobs that say what they removed, and what that freed', async () => {
    const engine = await engineOf();
    await cleanDocker(engine);
    await pull(engine, 'busybox');
    const context = tarOf([
      { path: 'Dockerfile', content: new Blob(['FROM busybox\nRUN head -c 300000 /dev/urandom > /made\n']) },
    ]);
    const built = Readable.from([Buffer.from(await context.arrayBuffer())], { objectMode: false });
    await engine.builds.run(built, buildImageQuerySchema.parse({ tag: 'built:1' }), () => {}, new AbortController().signal);

    const planned = await pruneImages(ctx, { node: node(), scope: 'unused', dryRun: true });
    const only = planned.removed.map(({ id }) => id);
    const pruned = await pruneImages(ctx, { node: node(), scope: 'unused', only, dryRun: false });
    expect(pruned.bytes).toBe(planned.bytes);
    const counts = { kind: 'prune', removed: pruned.removed.length, kept: 0, total: only.length };
    expect(await jobOf('image.prune')).toMatchObject({ state: 'done', progress: { ...counts, freedBytes: planned.bytes } });
    expect(await tags()).toEqual([]);

    const cache = await pruneBuildCache(ctx, { node: node(), all: true, dryRun: false });
    expect(await jobOf('build-cache.prune')).toMatchObject({
      ...{ state: 'done', subject: 'all' },
      progress: { kind: 'prune', removed: cache.records, kept: 0, total: cache.records, freedBytes: cache.bytes },
    });
    const { builder } = await engine.builds.cache();
    if (builder === 'buildkit') expect(cache.bytes).toBeGreaterThanOrEqual(300_000);

    for (const volume of ['one', 'two']) await engine.volumes.create(volume);
    await engine.networks.create({ name: 'net', driver: 'bridge', internal: false });
    expect(await pruneVolumes(ctx, { node: node(), names: ['one', 'two'] })).toEqual({ removed: ['one', 'two'], kept: [] });
    expect(await pruneNetworks(ctx, { node: node(), networks: ['net', 'bridge'] })).toMatchObject({ removed: ['net'] });
    expect((await jobOf('volume.prune')).progress).toMatchObject({ removed: 2, kept: 0, total: 2 });
    expect((await jobOf('network.prune')).progress).toMatchObject({ removed: 1, kept: 1, total: 2 });
    expect(await engine.volumes.list()).toEqual([]);
    await cleanDocker(engine);
  });
});
