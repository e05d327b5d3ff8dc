import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { NodeQuery } from '@/lib/shared/node-list';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { buildActor, buildCtx, idOf } from '@/lib/testing/factories';
import { getNodeFor } from './get-node-for';
import { listAllNodes, listNodes, summarizeNodes } from './list-nodes';
import { createNode, updateNode } from './nodes';

const many = 1003;
const classA = idOf('classa');
const classB = idOf('classb');
const who = (name: string, role: Actor['role'], ...teaches: string[]) => buildActor({ name, role, teaches: new Set(teaches) });
let panel: ApiPanel;
let admin: Ctx;

beforeAll(async () => {
  panel = await startApiPanel();
  admin = await panel.as('admin');
  const like = await panel.runtime.db.node.findUniqueOrThrow({ where: { id: idOf('node0') } });
  // Class B has a node0 of its own, and many more than one page holds.
  const rows = Array.from({ length: many }, (_, n) => ({ ...like, id: idOf(`b${n}x`), name: `node${n}`, classId: classB }));
  await panel.runtime.db.node.deleteMany({ where: { id: idOf('node2') } });
  await panel.runtime.db.node.createMany({ data: rows });
}, 60_000);
afterAll(() => panel.stop());

const as = (actor: Actor): Ctx => buildCtx(panel.runtime, actor);
/** Fleet double: two nodes of class B are not well. */
const troubled: Ctx['fleet']['status'] = (id) => {
  const state = { [idOf('b7x')]: 'unreachable', [idOf('b900x')]: 'host_key_changed' }[id] ?? 'ready';
  return { ...panel.runtime.fleet.status(id), state: state as 'ready' };
};
const inTrouble = (): Ctx => ({ ...admin, fleet: { ...admin.fleet, status: troubled } });

async function walk(query: Partial<NodeQuery>, ctx = admin): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 20; pages++) {
    const page = await listNodes(ctx, { ...query, cursor });
    expect(page.items.length).toBeLessThanOrEqual(query.limit ?? 50);
    ids.push(...page.items.map((node) => node.id));
    cursor = page.nextCursor;
    if (cursor === undefined) return ids;
  }
  throw new Error('The pages do not end.');
}

test('page by page every node comes once, by class and in the order of people, whatever two classes call theirs', async () => {
  const ids = await walk({ limit: 200 });
  expect(ids).toEqual([idOf('node0'), idOf('node1'), ...Array.from({ length: many }, (_, n) => idOf(`b${n}x`))]);
  expect(await walk({ limit: 200, class: classB })).toEqual(ids.slice(2));
  expect(await walk({ limit: 200, class: classB, order: 'desc' })).toEqual(ids.slice(2).reverse());
  expect((await listNodes(admin, { class: classB, limit: 1 })).total).toBe(many);
  expect((await listAllNodes(admin, { class: classB })).items).toHaveLength(many);
});

test('words, states and students narrow on the server, and the total is of what is left', async () => {
  const names = async (query: Partial<NodeQuery>, ctx = admin) => {
    const { items, total } = await listNodes(ctx, { limit: 200, ...query });
    expect(total).toBe(items.length);
    return items.map((node) => `${node.className}/${node.name}`);
  };
  expect(await names({ q: 'node1002' })).toEqual(['b/node1002']);
  expect(await names({ q: 'B/NODE7' }).then((found) => found.length)).toBe(111);
  expect(await names({ q: 'a/node0 own' })).toEqual(['a/node0']);
  expect(await names({ q: 'own@berth.test node1' })).toEqual([]);
  expect(await names({ student: 'yes' })).toEqual(['a/node0', 'a/node1']);
  expect(await names({ state: 'unreachable,host_key_changed' }, inTrouble())).toEqual(['b/node7', 'b/node900']);
  expect(await names({ well: 'no' }, inTrouble())).toEqual(['b/node7', 'b/node900']);
});

test('the worst come first, and a cursor of another order says so or goes on, never fails', async () => {
  const worst = await listNodes(inTrouble(), { sort: 'worst', limit: 3 });
  expect(worst.items.map((node) => node.id)).toEqual([idOf('b900x'), idOf('b7x'), idOf('node0')]);
  expect(await walk({ sort: 'worst', limit: 200 }, inTrouble())).toHaveLength(many + 2);
  await expect(listNodes(admin, { cursor: 'none' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('the register in numbers: true for a thousand, and for each reader what they may see', async () => {
  const all = await summarizeNodes(inTrouble(), {});
  expect(all).toMatchObject({ total: many + 2, ready: many, states: { ready: many, unreachable: 1, host_key_changed: 1 } });
  expect(all).toMatchObject({
    free: many,
    classes: [
      { className: 'a', total: 2, free: 0 },
      { className: 'b', total: many },
    ],
  });
  expect(await summarizeNodes(admin, { class: classA })).toMatchObject({ total: 2, rootLogin: 0, keysToCompare: 2 });
  expect(await summarizeNodes(as(who('instructor', 'instructor', classA)), {})).toMatchObject({ total: 2 });
  expect(await summarizeNodes(as(who('own', 'student')), {})).toMatchObject({ total: 1, classes: [{ className: 'a' }] });
});

test('a name alone is the node of whoever sees one of it; who sees several is told which', async () => {
  expect((await getNodeFor(as(who('own', 'student')), 'node0', 'node.read')).id).toBe(idOf('node0'));
  expect((await getNodeFor(as(who('stranger', 'instructor', classB)), 'node0', 'node.read')).id).toBe(idOf('b0x'));
  await expect(getNodeFor(admin, 'node0', 'node.read')).rejects.toMatchObject({
    code: 'node_ambiguous',
    detail: `node0: a/node0 (${idOf('node0')}), b/node0 (${idOf('b0x')})`,
  });
  expect((await getNodeFor(admin, 'b/node0', 'node.read')).id).toBe(idOf('b0x'));
  expect((await getNodeFor(admin, `${classA}/node0`, 'node.read')).id).toBe(idOf('node0'));
  await expect(getNodeFor(as(who('own', 'student')), 'b/node0', 'node.read')).rejects.toMatchObject({ code: 'not_found' });
});

test('a name is one node’s of a class, and one’s of those without a class; two at once do not both get it', async () => {
  const input = { name: 'twin', host: '10.0.0.1', port: 22, loginUser: 'ubuntu' } as const;
  const credential = { kind: 'password', password: 'p' } as const;
  for (const classId of [classA, null]) {
    const both = await Promise.allSettled([1, 2].map(() => createNode(admin, { ...input, credential, classId })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'name_taken' } });
  }
  expect(await admin.db.node.count({ where: { name: 'twin' } })).toBe(2);
});

test('in another class nobody keeps a node who is not in that class', async () => {
  const told: string[] = [];
  const end = admin.bus.subscribe('access.changed', ({ userId }) => told.push(userId));
  await expect(updateNode(admin, { node: idOf('node1'), classId: classB })).rejects.toMatchObject({ code: 'name_taken' });
  await admin.db.enrolment.create({
    data: { classId: classB, userId: idOf('own'), role: 'student', createdAt: admin.now() },
  });
  await admin.db.assignment.create({ data: { nodeId: idOf('node1'), userId: idOf('own'), createdAt: admin.now() } });
  const moved = await updateNode(admin, { node: idOf('node1'), classId: classB, name: 'moved' });
  expect(moved.assignees.map(({ id }) => id)).toEqual([idOf('own')]);
  expect(told).toEqual([idOf('other')]);
  end();
});
