import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { duplexPair } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf, newId } from '@/lib/testing/factories';
import { digestOf, type FakeRegistry, json, startFakeRegistry } from '@/lib/testing/fake-registry';
import { setClassRegistry } from './class-registry';
import { getRegistryImage, listRegistry, removeRegistryImage } from './registry-images';

const classId = idOf('classa');
let panel: ApiPanel;
let fake: FakeRegistry;
let ctx: Ctx;
beforeEach(async () => {
  [panel, fake] = await Promise.all([startApiPanel(), startFakeRegistry()]);
  ctx = await panel.as('instructor');
  await setClassRegistry(ctx, { classId, kind: 'address', url: fake.url });
});
afterEach(async () => {
  fake.stop();
  await panel.stop();
});

const pushed = (
  image: string,
  by: 'own' | 'other',
  endedAt: string,
  more: { state?: string; node?: string; createdAt?: Date } = {},
) =>
  ctx.db.job.create({
    data: {
      ...{ id: newId(), kind: 'image.push', state: more.state ?? 'done', nodeId: idOf(more.node ?? 'node0') },
      ...{ createdById: idOf(by), input: JSON.stringify({ subject: image }) },
      ...{ createdAt: more.createdAt ?? new Date(endedAt), endedAt: new Date(endedAt) },
    },
  });

test('what a registry holds, and who pushed it last with the panel; a student is told no other student’s name', async () => {
  const digest = fake.push('x/y', '1.0');
  fake.push('x/y', 'latest');
  fake.push('z', 'latest');
  await pushed('localhost:5000/x/y:1.0', 'other', '2026-01-01T00:00:00Z');
  await pushed('localhost:5000/x/y:1.0', 'own', '2026-01-02T00:00:00Z');
  await pushed('localhost:5000/x/y:1.0', 'other', '2026-01-03T00:00:00Z', { state: 'failed' });
  // Without a tag it is the latest; of another class it is another registry.
  await pushed('localhost:5000/z', 'other', '2026-01-04T00:00:00Z');
  await pushed('localhost:5000/x/y:latest', 'other', '2026-01-05T00:00:00Z', { node: 'node2' });
  const facts = { digest, sizeBytes: 1_000, layers: 1 };
  const byOther = { by: 'other', node: 'node0', at: '2026-01-04T00:00:00.000Z' };
  const listed = {
    ...{ isSet: true, more: false },
    repositories: [
      {
        name: 'x/y',
        tags: [
          { name: '1.0', ...facts, pushed: { by: 'own', node: 'node0', at: '2026-01-02T00:00:00.000Z' } },
          { name: 'latest', ...facts, pushed: null },
        ],
      },
      { name: 'z', tags: [{ name: 'latest', ...facts, pushed: byOther }] },
    ],
  };
  expect(await listRegistry(ctx, { classId })).toEqual(listed);
  const [first, second] = listed.repositories;
  expect(await listRegistry(await panel.as('own'), { classId })).toEqual({
    ...listed,
    repositories: [first, { ...second, tags: [{ ...second?.tags[0], pushed: { ...byOther, by: null, node: null } }] }],
  });
  await expect(listRegistry(await panel.as('stranger'), { classId })).rejects.toMatchObject({ code: 'not_found' });
});

/** What `docker push` on this node ends with, and the answer. */
async function typedPush(node: string, path: string, answered: { digest: string; status?: number }): Promise<number | undefined> {
  const url = `/v2/${path}`;
  fake.answers.set(`PUT ${url}`, json('', { 'docker-content-digest': answered.digest }, answered.status ?? 201));
  const [here, there] = duplexPair();
  (await ctx.classRegistry.forwardOf(idOf(node)))?.accept(there);
  const asked = request({ method: 'PUT', path: url, createConnection: () => here });
  asked.end('{}');
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
const pushedNow = async (as: Ctx = ctx) =>
  Object.fromEntries(
    (await listRegistry(as, { classId })).repositories.flatMap(({ name, tags }) =>
      tags.map(({ name: tag, pushed: push }) => [`${name}:${tag}`, push && [push.by, push.node]]),
    ),
  );

test('a push that is typed on a node is by who has that node; the later one counts, by click or typed', async () => {
  const digest = fake.push('x', '1.0');
  fake.push('x', '2.0');
  fake.push('class-pull/docker.io/library/alpine', 'latest');
  await pushed('localhost:5000/x:1.0', 'other', '2026-01-01T00:00:00Z');
  expect(await typedPush('node0', 'x/manifests/1.0', { digest })).toBe(201);
  // Nobody's: by its digest, refused, and what the class fetched for all.
  expect(await typedPush('node0', `x/manifests/${digest}`, { digest })).toBe(201);
  expect(await typedPush('node0', 'x/manifests/2.0', { digest, status: 400 })).toBe(400);
  await typedPush('node0', 'class-pull/docker.io/library/alpine/manifests/latest', { digest });
  const now = { 'x:1.0': ['own', 'node0'], 'x:2.0': null, 'class-pull/docker.io/library/alpine:latest': null };
  expect(await pushedNow()).toEqual(now);
  expect(await pushedNow(await panel.as('own'))).toEqual(now);
  // Again from a node that two have, and of a tag that is there already: one row.
  await ctx.db.assignment.create({ data: { nodeId: idOf('node1'), userId: idOf('own'), createdAt: new Date() } });
  await typedPush('node1', 'x/manifests/1.0', { digest });
  expect(await ctx.db.registryPush.count()).toBe(1);
  expect(await pushedNow()).toMatchObject({ 'x:1.0': [null, 'node1'] });
  expect(await pushedNow(await panel.as('own'))).toMatchObject({ 'x:1.0': [null, null] });
  await pushed('localhost:5000/x:1.0', 'other', new Date(Date.now() + 1_000).toISOString());
  expect(await pushedNow()).toMatchObject({ 'x:1.0': ['other', 'node0'] });
});

test('a tag that leads elsewhere since is nobody’s; a class that is deleted leaves no pushes', async () => {
  const digest = fake.push('x', '1.0');
  await pushed('localhost:5000/x:1.0', 'other', '2026-01-01T00:00:00Z');
  await typedPush('node0', 'x/manifests/1.0', { digest });
  fake.push('x', '1.0', [{ digest: digestOf('o'), size: 1 }]);
  expect(await pushedNow()).toEqual({ 'x:1.0': null });
  await ctx.db.class.delete({ where: { id: classId } });
  expect(await ctx.db.registryPush.count()).toBe(0);
});

test('a push by click counts as long as the tag has the digest that came by with it', async () => {
  const digest = fake.push('x', '1.0');
  const createdAt = new Date();
  await typedPush('node0', 'x/manifests/1.0', { digest });
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  await pushed('localhost:5000/x:1.0', 'other', inSeconds(1), { createdAt });
  expect(await pushedNow()).toEqual({ 'x:1.0': ['other', 'node0'] });
  fake.push('x', '1.0', [{ digest: digestOf('o'), size: 1 }]);
  expect(await pushedNow()).toEqual({ 'x:1.0': null });
  // The next one went past the relay: what came by before it says nothing of it.
  await pushed('localhost:5000/x:1.0', 'own', inSeconds(3), { createdAt: new Date(inSeconds(2)) });
  expect(await pushedNow()).toEqual({ 'x:1.0': ['own', 'node0'] });
});

test('of a class the newest pushes are kept', async () => {
  const digest = fake.push('x', '1.0');
  await ctx.db.registryPush.createMany({
    data: Array.from({ length: 2_000 }, (_, at) => ({
      ...{ classId, repository: 'y', tag: `t${at}`, digest, nodeName: 'node0', userId: null, at: new Date(at * 1_000) },
    })),
  });
  await typedPush('node0', 'x/manifests/1.0', { digest });
  expect(await ctx.db.registryPush.count()).toBe(2_000);
  expect(await ctx.db.registryPush.findFirst({ orderBy: { at: 'asc' } })).toMatchObject({ tag: 't1' });
  expect(await pushedNow()).toEqual({ 'x:1.0': ['own', 'node0'] });
});

test('whoever asks at the same time is answered by one look', async () => {
  fake.push('x', 'latest');
  const own = await panel.as('own');
  await Promise.all([listRegistry(ctx, { classId }), listRegistry(own, { classId }), listRegistry(own, { classId })]);
  expect(fake.heard.filter((line) => line.includes('_catalog'))).toHaveLength(1);
  await listRegistry(ctx, { classId });
  expect(fake.heard.filter((line) => line.includes('_catalog'))).toHaveLength(2);
});

test('an image has its layers; a configuration that is none says nothing', async () => {
  const layers = [
    { digest: digestOf('1'), size: 5 },
    { digest: digestOf('2'), size: 7 },
  ];
  const digest = fake.push('x', 'latest', layers);
  const own = await panel.as('own');
  const image = await getRegistryImage(own, { classId, repository: 'x', tag: 'latest' });
  expect(image).toEqual({
    ...{ digest, sizeBytes: 12, createdAt: '2026-01-02T03:04:05.123Z', platform: 'linux/amd64', platforms: 1 },
    layers: layers.map((layer) => ({ digest: layer.digest, sizeBytes: layer.size })),
  });
  const config = fake.heard.at(-1) ?? '';
  expect(config).toMatch(/^GET \/v2\/x\/blobs\//);
  fake.answers.set(config, json('no JSON'));
  expect(await getRegistryImage(own, { classId, repository: 'x', tag: 'latest' })).toMatchObject({
    ...{ sizeBytes: 12, createdAt: null, platform: null },
  });
  await expect(getRegistryImage(own, { classId, repository: 'x', tag: 'none' })).rejects.toMatchObject({
    code: 'registry_image_missing',
  });
});

test('staff delete an image with all tags of its digest, which a dry run names; pressed again, it is gone', async () => {
  const digest = fake.push('x', '1.0');
  fake.push('x', 'latest');
  fake.push('x', 'other', [{ digest: digestOf('o'), size: 1 }]);
  const asked = { classId, repository: 'x', digest };
  const { plan, tags } = await removeRegistryImage(ctx, { ...asked, dryRun: true });
  expect(tags).toEqual(['1.0', 'latest']);
  expect(fake.heard.filter((line) => line.startsWith('DELETE'))).toEqual([]);
  const really = { ...asked, dryRun: false, plan };
  await expect(removeRegistryImage(await panel.as('own'), really)).rejects.toMatchObject({
    code: 'not_found',
  });
  fake.deletes = false;
  await expect(removeRegistryImage(ctx, really)).rejects.toMatchObject({ code: 'registry_delete_off' });
  fake.deletes = true;
  expect(await removeRegistryImage(ctx, really)).toEqual({ tags: ['1.0', 'latest'], plan });
  await expect(removeRegistryImage(ctx, really)).rejects.toMatchObject({ code: 'registry_image_missing' });
  expect((await listRegistry(ctx, { classId })).repositories).toMatchObject([{ name: 'x', tags: [{ name: 'other' }] }]);
  await ctx.audit.stop();
  const did = await ctx.db.auditEntry.findMany({ where: { action: 'registry.remove' } });
  expect(did.map(({ target, detail }) => [target, detail])).toEqual([[`class:${classId}`, expect.stringContaining(digest)]]);
});

test('nothing is deleted where tags have come or gone since the dry run named them', async () => {
  const digest = fake.push('x', '1.0');
  const asked = { classId, repository: 'x', digest };
  const { plan } = await removeRegistryImage(ctx, { ...asked, dryRun: true });
  fake.push('x', 'new');
  await expect(removeRegistryImage(ctx, { ...asked, dryRun: false, plan })).rejects.toMatchObject({
    ...{ code: 'registry_tags_changed', detail: '1.0, new' },
  });
  const again = await removeRegistryImage(ctx, { ...asked, dryRun: true });
  fake.push('x', '1.0', [{ digest: digestOf('o'), size: 1 }]);
  await expect(removeRegistryImage(ctx, { ...asked, dryRun: false, plan: again.plan })).rejects.toMatchObject({
    ...{ code: 'registry_tags_changed', detail: 'new' },
  });
  await expect(removeRegistryImage(ctx, { ...asked, dryRun: false })).rejects.toMatchObject({ code: 'registry_tags_changed' });
  expect(fake.heard.filter((line) => line.startsWith('DELETE'))).toEqual([]);
});

test('also tags that no list of the page names go into the plan; of too many, or one that cannot be asked for now, nothing is deleted', async () => {
  const digest = fake.push('x', '1.0');
  for (let at = 0; at < 120; at++) fake.push('x', `t${String(at).padStart(4, '0')}`);
  const asked = { classId, repository: 'x', digest };
  const { plan, tags } = await removeRegistryImage(ctx, { ...asked, dryRun: true });
  expect(tags).toHaveLength(121);
  const really = { ...asked, dryRun: false, plan };
  fake.answers.set('GET /v2/x/manifests/t0000', json({ errors: [{ code: 'UNKNOWN' }] }, {}, 500));
  await expect(removeRegistryImage(ctx, { ...asked, dryRun: true })).rejects.toMatchObject({ code: 'registry_error' });
  fake.answers.clear();
  for (let at = 120; at < 1_000; at++) fake.push('x', `t${String(at).padStart(4, '0')}`, [{ digest: digestOf('o'), size: 1 }]);
  await expect(removeRegistryImage(ctx, really)).rejects.toMatchObject({ code: 'registry_tags_many' });
  expect(fake.heard.filter((line) => line.startsWith('DELETE'))).toEqual([]);
});

test('in a closed class its staff may look, and nobody deletes', async () => {
  const digest = fake.push('x', '1.0');
  await ctx.db.class.update({ where: { id: classId }, data: { closedAt: new Date() } });
  ctx = await panel.as('instructor');
  expect(await listRegistry(ctx, { classId })).toMatchObject({ isSet: true });
  await expect(removeRegistryImage(ctx, { classId, repository: 'x', digest, dryRun: true })).rejects.toMatchObject({
    code: 'class_closed',
  });
  await expect(listRegistry(await panel.as('own'), { classId })).rejects.toMatchObject({ code: 'not_found' });
});
