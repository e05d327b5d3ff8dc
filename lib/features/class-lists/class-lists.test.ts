import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import type { NodeStatus } from '@/lib/fleet/fleet';
import type { ClassContainersQuery, ClassListChanges } from '@/lib/shared/class-lists';
import type { ContainerDto } from '@/lib/shared/containers';
import { everyPage } from '@/lib/shared/every-page';
import { buildActor, buildClass, buildCtx, buildNode, buildUser, idOf } from '@/lib/testing/factories';
import { createFleetDouble, webContainer } from '@/lib/testing/fleet-double';
import { startTestRuntime, type TestRuntime } from '@/lib/testing/test-runtime';
import { listClassContainers, listClassImages } from './list-class';

const classId = idOf('class');
const size = 1_000;
const nodeId = (n: number): string => idOf(`node${n}x`);

let panel: TestRuntime;
let ctx: Ctx;
let statuses: Map<string, NodeStatus>;
/** What reached a node. */
let touched: string[];
/** Nodes whose lists were looked up. */
let synced: string[];
let sync: (nodeId: string) => Promise<void>;

beforeEach(async () => {
  statuses = new Map();
  touched = [];
  synced = [];
  sync = async (id) => void synced.push(id);
  const fleet = createFleetDouble({ touched });
  const status = (id: string) => statuses.get(id) ?? fleet.status(id);
  panel = await startTestRuntime({ parts: () => ({ fleet: { ...fleet, status, sync: (id) => sync(id) } }) });
  await buildClass(panel.runtime.db, { id: classId });
  ctx = buildCtx(panel.runtime, buildActor({ role: 'instructor', teaches: new Set([classId]) }));
});
afterEach(() => panel.stop());

const container = (n: number, more: Partial<ContainerDto> = {}): ContainerDto => ({
  ...{ ...webContainer, id: String(n).padStart(64, '0'), name: `c${n}` },
  ...more,
});
const image = (n: number, containers: number) => ({
  ...{ id: `sha256:${String(n).padStart(64, '0')}`, tags: [`img:${n}`], digests: ['d'], containers },
  ...{ createdAt: webContainer.createdAt, sizeBytes: 1 },
});

/** Puts nodes into the class, each with these containers. */
async function addNodes(count: number, containers: (n: number) => ContainerDto[]): Promise<void> {
  const { db, fleet } = panel.runtime;
  const { name: _, id: __, ...like } = await buildNode(db, { classId });
  await db.node.deleteMany({});
  const data = Array.from({ length: count }, (_, n) => ({ ...like, id: nodeId(n), name: `node${n}` }));
  await db.node.createMany({ data });
  for (const { id } of data) statuses.set(id, { ...fleet.status(id), containers: [], images: [] });
  for (const n of data.keys()) set(n, { containers: containers(n) });
}
const set = (n: number, more: Partial<NodeStatus>): void => {
  statuses.set(nodeId(n), { ...panel.runtime.fleet.status(nodeId(n)), ...more });
};
const changed = (n: number, topic: 'state' | 'containers' | 'images'): void => {
  const { state } = panel.runtime.fleet.status(nodeId(n));
  panel.runtime.bus.publish('node.changed', { nodeId: nodeId(n), name: `node${n}`, state, topics: [topic], revision: 1 });
};
const list = (query: Partial<ClassContainersQuery> = {}) => listClassContainers(ctx, { classId, limit: 50, ...query });
/** Every change from now on. */
function watched(): ClassListChanges[] {
  const heard: ClassListChanges[] = [];
  panel.runtime.classLists.watch(classId, 'containers', (changes) => heard.push(changes));
  return heard;
}

test('a thousand nodes come page by page, each row once and in order; one that is dead is told once, and no node is asked', async () => {
  await addNodes(size, (n) => [0, 1, 2].map((c) => container(n * 3 + c, c === 2 ? { state: 'exited', exitCode: 0 } : {})));
  set(500, { state: 'unreachable', reason: { code: 'node_lost', detail: null } });
  const first = await list({ limit: 2_000 });
  expect(first.counts).toEqual({ total: 2_997, states: { running: 1_998, exited: 999 }, nodes: 999 });
  expect(first.away).toMatchObject([{ node: 'node500', state: 'unreachable', reason: { code: 'node_lost' } }]);
  const rows = await everyPage((cursor) => list({ limit: 700, ...(cursor !== undefined && { cursor }) }));
  const expected = [...Array(size).keys()]
    .filter((n) => n !== 500)
    .flatMap((n) => [0, 1, 2].map((c) => `node${n} c${n * 3 + c}`));
  expect(rows.map(({ node, name }) => `${node} ${name}`)).toEqual(expected);
  expect((await list({ limit: 10, cursor: first.nextCursor ?? '' })).away).toEqual([]);
  expect([touched, synced]).toEqual([[], []]);
});

test('words and states narrow rows and counts alike', async () => {
  await addNodes(12, (n) => [container(n, { image: n === 3 ? 'alpine:3.19' : 'ubuntu', ...(n > 9 && { state: 'exited' }) })]);
  const anna = await buildUser(panel.runtime.db, { name: 'Anna' });
  await panel.runtime.db.assignment.create({ data: { nodeId: nodeId(7), userId: anna.id, createdAt: new Date() } });
  const nodes = async (query: Partial<ClassContainersQuery>) => {
    const { items, counts } = await list(query);
    expect(counts.total).toBe(items.length);
    return items.map(({ node }) => node);
  };
  expect(await nodes({ q: 'ALPINE' })).toEqual(['node3']);
  expect(await nodes({ q: 'anna c7' })).toEqual(['node7']);
  expect(await nodes({ q: 'anna c8' })).toEqual([]);
  expect(await nodes({ q: 'node1' })).toEqual(['node1', 'node10', 'node11']);
  expect(await nodes({ q: 'node1', state: 'exited,created' })).toEqual(['node10', 'node11']);
  await expect(list({ cursor: 'no cursor' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('an image that several nodes have is a row of each, used or not', async () => {
  await addNodes(2, () => []);
  set(0, { images: [image(1, 0), image(2, 3)] });
  set(1, { images: [image(1, 1)] });
  const of = async (used?: 'yes' | 'no') => {
    const { items, counts } = await listClassImages(ctx, { classId, limit: 50, ...(used && { used }) });
    return [items.map(({ node, tags }) => `${node} ${tags[0]}`), counts.used];
  };
  expect(await of()).toEqual([['node0 img:1', 'node0 img:2', 'node1 img:1'], 2]);
  expect(await of('no')).toEqual([['node0 img:1'], 0]);
});

test('only what changed is told, numbered without a gap; what was told is in the next answer', async () => {
  await addNodes(3, (n) => [container(n), container(n + 10)]);
  const heard = watched();
  const { epoch, v } = await list();
  set(1, { containers: [container(1, { state: 'exited' }), container(11)] });
  changed(1, 'containers');
  // Nobody sees these.
  changed(2, 'images');
  changed(2, 'containers');
  await expect.poll(() => heard).toMatchObject([{ epoch, v: v + 1, gone: [], away: [], back: [] }]);
  expect(heard[0]?.rows).toMatchObject([{ node: 'node1', name: 'c1', state: 'exited' }]);
  set(2, { state: 'docker_down', reason: null });
  changed(2, 'state');
  await expect.poll(() => heard.at(-1)).toMatchObject({ v: v + 2, rows: [], gone: [], away: [{ node: 'node2' }] });
  set(2, { state: 'ready', containers: [container(2)] });
  changed(2, 'state');
  await expect.poll(() => heard.at(-1)).toMatchObject({ v: v + 3, rows: [{ name: 'c2' }], away: [], back: [nodeId(2)] });
  set(0, { containers: [container(10)] });
  changed(0, 'containers');
  // Asked before it was told: it is told first.
  expect(await list()).toMatchObject({ epoch, v: v + 4, counts: { total: 4 } });
  expect(heard.at(-1)).toMatchObject({ v: v + 4, rows: [], gone: [[nodeId(0), container(0).id]] });
});

test('nodes that come, go or are called otherwise are told as their rows', async () => {
  await addNodes(3, (n) => [container(n)]);
  const heard = watched();
  await list();
  const { db, bus } = panel.runtime;
  await db.node.update({ where: { id: nodeId(0) }, data: { name: 'zero' } });
  await db.node.delete({ where: { id: nodeId(1) } });
  bus.publish('node.updated', { nodeId: nodeId(0) });
  await expect.poll(() => heard).toMatchObject([{ rows: [{ node: 'zero' }], gone: [[nodeId(1), container(1).id]] }]);
  expect((await list()).items.map(({ node }) => node)).toEqual(['node2', 'zero']);
});

test('whoever looks first has the lists of ready nodes looked up, sixteen at once; the next one within a minute nothing', async () => {
  await addNodes(40, () => []);
  set(5, { state: 'unreachable' });
  const inside: Array<() => void> = [];
  let most = 0;
  sync = (id) =>
    new Promise((resolve) => {
      synced.push(id);
      most = Math.max(most, inside.push(resolve));
    });
  const end = panel.runtime.classLists.watch(classId, 'containers', () => {});
  await expect.poll(() => inside.length).toBe(16);
  // Nobody waits for it.
  expect((await list()).counts.nodes).toBe(39);
  while (synced.length < 39 || inside.length > 0) {
    inside.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([most, new Set(synced).size]).toEqual([16, 39]);
  panel.runtime.classLists.watch(classId, 'images', () => {});
  end();
  await listClassImages(ctx, { classId, limit: 1 });
  expect(synced).toHaveLength(39);
});

test('the class of others is none, and a closed one can still be read', async () => {
  const stranger = buildCtx(panel.runtime, buildActor({ role: 'instructor', teaches: new Set([idOf('other')]) }));
  await expect(listClassContainers(stranger, { classId, limit: 1 })).rejects.toMatchObject({ code: 'not_found' });
  const closed = buildActor({ role: 'instructor', teaches: new Set([classId]), closed: new Set([classId]) });
  expect((await listClassImages(buildCtx(panel.runtime, closed), { classId, limit: 1 })).items).toEqual([]);
});
