import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downLab, ensureLab, type Lab, labUsers } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { setClassRegistry } from '@/lib/features/class-registry/class-registry';
import { buildImage } from '@/lib/features/images/build-image';
import { pullImage, pushImage, tagImage } from '@/lib/features/images/images';
import { getJob } from '@/lib/features/jobs/get-job';
import { buildImageQuerySchema } from '@/lib/shared/builds';
import type { JobDto } from '@/lib/shared/jobs';
import { saveRegistrySignInSchema } from '@/lib/shared/registry-sign-ins';
import { tarOf } from '@/lib/shared/tar';
import { newId } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { basicOf, type GuardedRegistry, startGuardedRegistry } from '@/lib/testing/guarded-registry';
import { oldestAndNewest, until } from '@/lib/testing/test-lab';
import { listSignIns, removeSignIn, saveSignIn } from './registry-sign-ins';

const name = 'signins';
const classId = newId();
const right = { user: 'lab', password: 'a sekret +/~? é' };
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
/** One that asks for a login, and one that lets everybody in. */
let guarded: GuardedRegistry;
let open: GuardedRegistry;
const ids = new Map<string, string>();

beforeAll(async () => {
  await downLab(name);
  lab = await ensureLab({ name, nodes: await oldestAndNewest() });
  panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  ctx = await panel.admin();
  await ctx.db.class.create({ data: { id: classId, name: 'A', createdAt: new Date() } });
  for (const node of lab.nodes) {
    const given = { credential: { kind: 'password', password: labUsers.ubuntu }, rootPassword: labUsers.root } as const;
    const id = await panel.register(node, given);
    await ctx.db.node.update({ where: { id }, data: { classId } });
    await ctx.db.assignment.create({ data: { nodeId: id, userId: ctx.actor.id, createdAt: new Date() } });
    ids.set(node.name, id);
    await panel.becomes(id, 'ready', 60_000);
  }
  guarded = await startGuardedRegistry({ listen: lab.gateway, upstream: lab.registry, signIn: right });
  open = await startGuardedRegistry({ listen: lab.gateway, upstream: lab.registry });
}, 300_000);
afterAll(async () => {
  guarded?.stop();
  open?.stop();
  await panel?.stop();
  await downLab(name);
});

const ended = async ({ id }: JobDto): Promise<string> => {
  await ctx.jobs.finished(id);
  const { state, error } = await getJob(ctx, { jobId: id });
  return error?.code ?? state;
};
const save = (node: string, given: Partial<typeof right> & { host?: string; classId?: string } = {}) => {
  const { classId: of, ...rest } = given;
  const body = saveRegistrySignInSchema.parse({ host: guarded.host, ...right, ...rest, node: ids.get(node) });
  return saveSignIn(ctx, { ...body, ...(of && { classId: of }) });
};
const forget = async () => {
  for (const { id } of (await listSignIns(ctx, {})).items) await removeSignIn(ctx, { signInId: id });
  for (const { id } of (await listSignIns(ctx, { classId })).items) await removeSignIn(ctx, { classId, signInId: id });
};

describe.each(['node0', 'node1'])('%s', (node) => {
  const nodeOf = () => ids.get(node) ?? '';
  const pull = async (image: string) => ended(await pullImage(ctx, { node: nodeOf(), image }));
  const push = async (image: string) => ended(await pushImage(ctx, { node: nodeOf(), image }));

  test('a pull and a push that need a login go through once there is a sign-in, of the class or of one’s own', async () => {
    await forget();
    const image = `${guarded.host}/library/busybox:latest`;
    expect(await pull(image)).toBe('registry_login_needed');
    await expect(save(node, { password: 'wrong' })).rejects.toMatchObject({ code: 'registry_credentials_wrong' });
    expect(await pull(image)).toBe('registry_login_needed');
    expect(await save(node, { classId })).toMatchObject({ unchecked: null });
    expect(await pull(image)).toBe('done');
    const mine = `${guarded.host}/mine/${node}:1`;
    await tagImage(ctx, { node: nodeOf(), image, tag: mine });
    expect(await push(mine)).toBe('done');
    expect((await listSignIns(ctx, { classId })).items[0]?.lastUsedAt).not.toBeNull();
    // One that has become wrong, and one's own before it.
    await forget();
    expect(await push(mine)).toBe('registry_push_login');
    await ctx.db.registrySignIn.deleteMany();
    expect(await save(node)).toMatchObject({ unchecked: null });
    expect(await push(mine)).toBe('done');
    expect(new Set(guarded.shown)).toContain(basicOf(right));
  });

  test('one that the registry does not take any more is told as wrong', async () => {
    await forget();
    await save(node);
    guarded.refuses = true;
    try {
      expect(await pull(`${guarded.host}/library/alpine:latest`)).toBe('registry_credentials_wrong');
    } finally {
      guarded.refuses = false;
    }
  });

  test('no other registry sees it', async () => {
    await forget();
    await save(node);
    await save(node, { host: 'localhost:5000' }).catch(() => {});
    open.shown.length = 0;
    expect(await pull(`${open.host}/library/alpine:latest`)).toBe('done');
    await tagImage(ctx, { node: nodeOf(), image: `${open.host}/library/alpine:latest`, tag: `${open.host}/mine/${node}:1` });
    expect(await push(`${open.host}/mine/${node}:1`)).toBe('done');
    expect(open.blobs.length).toBeGreaterThan(0);
    expect(open.shown).toEqual([]);
  });

  test('the registry of the class at localhost:5000 takes one, too', async () => {
    await forget();
    await setClassRegistry(ctx, { classId, kind: 'address', url: `http://${guarded.host}` });
    await until(
      'the port to be forwarded',
      () => ctx.fleet.status(nodeOf()).registryForward,
      (state) => state === 'forwarding',
      90_000,
    );
    const image = 'localhost:5000/library/debian:12';
    expect(await pull(image)).toBe('registry_login_needed');
    await save(node, { host: 'localhost:5000' });
    expect(await pull('localhost:5000/library/busybox:latest')).toBe('done');
  });

  test('an address where nobody answers is stored, and it is said that nobody was asked', async () => {
    const saved = await save(node, { host: `${lab.gateway}:9` });
    expect(saved.unchecked).toBe('registry_unreachable');
  });

  test('a build pulls what it is FROM, with BuildKit', async () => {
    await forget();
    await save(node);
    const engine = await ctx.fleet.engine(nodeOf());
    const { builder } = await engine.builds.cache();
    await engine.images.remove(`${guarded.host}/library/alpine:latest`, true).catch(() => {});
    const made = tarOf([{ path: 'Dockerfile', content: new Blob([`FROM ${guarded.host}/library/alpine:latest\nENV A=1\n`]) }]);
    const context = Readable.toWeb(Readable.from([Buffer.from(await made.arrayBuffer())])) as ReadableStream<Uint8Array>;
    const job = await buildImage(ctx, { node: nodeOf(), context, ...buildImageQuerySchema.parse({ tag: 'from-guarded:1' }) });
    expect(await ended(job)).toBe(builder === 'buildkit' ? 'done' : 'registry_login_needed');
  });
});

test('no password stands in what the panel keeps or logs', async () => {
  const kept = [
    await ctx.db.registrySignIn.findMany(),
    await ctx.db.auditEntry.findMany(),
    await ctx.db.job.findMany(),
    panel.log.lines,
  ];
  expect(JSON.stringify(kept)).not.toContain('sekret');
});
