import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPassword } from '@/lib/features/accounts/passwords';
import type { Ctx } from '@/lib/core/runtime';
import type { NodeState } from '@/lib/shared/nodes';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { buildNode, idOf } from '@/lib/testing/factories';
import { importRoster } from './roster';

const classId = idOf('classa');
let panel: ApiPanel;
let ctx: Ctx;
const told: string[] = [];

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('instructor');
  told.length = 0;
  panel.runtime.bus.subscribe('access.changed', ({ userId }) => told.push(userId));
});
afterEach(() => panel.stop());

const bring = (lines: string, options: { assign?: boolean; dryRun?: boolean } = {}) =>
  importRoster(ctx, { classId, lines, assign: true, dryRun: false, ...options });

async function addNodes(...names: string[]): Promise<void> {
  for (const name of names) await buildNode(ctx.db, { id: idOf(name), name, classId });
}

test('a roster makes accounts, enrols, and zips students and nodes in order', async () => {
  await addNodes('node12', 'node9');
  const result = await bring('Bora, bora@x.example\nAra, ara@x.example\nCho, cho@x.example');
  expect(result.items.map((i) => [i.name, i.account, i.enrolment, i.node?.name ?? null])).toEqual([
    ['Bora', 'new', 'new', 'node9'],
    ['Ara', 'new', 'new', 'node12'],
    ['Cho', 'new', 'new', null],
  ]);
  expect(result).toMatchObject({ problems: [], nodesLeft: 0, dryRun: false });
  const bora = await ctx.db.user.findUniqueOrThrow({ where: { email: 'bora@x.example' }, include: { assignments: true } });
  expect(bora).toMatchObject({ role: 'student', assignments: [{ nodeId: idOf('node9') }] });
  expect(await isPassword(bora.passwordHash, '')).toBe(false);
  expect(told).toHaveLength(3);
});

test('the same roster again changes nothing and says so', async () => {
  await addNodes('node9');
  const lines = 'Bora, bora@x.example\nown@berth.test';
  await bring(lines);
  const before = await panel.dump();
  told.length = 0;
  const again = await bring(lines);
  expect(again.items.map((i) => [i.account, i.enrolment, i.node])).toEqual([
    ['known', 'known', { name: 'node9', assignment: 'known', state: 'ready' }],
    ['known', 'known', { name: 'node0', assignment: 'known', state: 'ready' }],
  ]);
  expect(await panel.dump()).toBe(before);
  expect(told).toEqual([]);
});

test('a dry run says the same and writes nothing', async () => {
  await addNodes('node9');
  const before = await panel.dump();
  const planned = await bring('Bora, bora@x.example', { dryRun: true });
  expect(planned.items).toMatchObject([{ account: 'new', enrolment: 'new', node: { name: 'node9', assignment: 'new' } }]);
  expect(await panel.dump()).toBe(before);
  const { items } = await bring('Bora, bora@x.example');
  expect(items).toEqual(planned.items);
});

test('bad lines are named by number, good ones go in, and staff do not become students', async () => {
  const disabled = { where: { id: idOf('other') }, data: { disabledAt: new Date() } };
  await ctx.db.user.update(disabled);
  const result = await bring('nobody\nBora, bora@x.example\nstranger@berth.test\nadmin@berth.test\nother@berth.test');
  expect(result.items.map((i) => i.email)).toEqual(['bora@x.example']);
  expect(result.problems.map((p) => [p.line, p.reason])).toEqual([
    [1, 'no_email'],
    [3, 'staff_account'],
    [4, 'staff_account'],
    [5, 'account_disabled'],
  ]);
});

test('without lines the enrolled students without a node get one each', async () => {
  await addNodes('node9');
  await bring('Bora, bora@x.example\nAra, ara@x.example', { assign: false });
  const { items } = await bring('');
  expect(items.filter((i) => i.node?.assignment === 'new').map((i) => [i.line, i.email, i.node?.name])).toEqual([
    [null, 'ara@x.example', 'node9'],
  ]);
});

test('nodes that cannot be worked with are given last, and the plan says how each is', async () => {
  await addNodes('node4', 'node5', 'node6', 'node7', 'node8');
  const states: Record<string, NodeState> = {
    [idOf('node4')]: 'unreachable',
    [idOf('node5')]: 'docker_missing',
    [idOf('node6')]: 'docker_denied',
    [idOf('node7')]: 'unverified',
    [idOf('node8')]: 'ready',
  };
  const { fleet } = ctx;
  ctx = { ...ctx, fleet: { ...fleet, status: (id) => ({ ...fleet.status(id), state: states[id] ?? 'connecting' }) } };
  const { items } = await bring('a@x.example\nb@x.example\nc@x.example\nd@x.example');
  expect(items.map((i) => [i.node?.name, i.node?.state])).toEqual([
    ['node6', 'docker_denied'],
    ['node8', 'ready'],
    ['node5', 'docker_missing'],
    ['node4', 'unreachable'],
  ]);
});

test('nodes of another class are not given away', async () => {
  const { items, nodesLeft } = await bring('Bora, bora@x.example');
  expect(items[0]?.node).toBeNull();
  expect(nodesLeft).toBe(0);
  expect(await ctx.db.assignment.count({ where: { nodeId: idOf('node2') } })).toBe(0);
});

test('the audit has who was made and enrolled, and no secret', async () => {
  await bring('Bora, bora@x.example');
  const entries = await ctx.db.auditEntry.findMany({ where: { actorId: idOf('instructor') } });
  expect(entries.map((e) => e.action).sort()).toEqual(['class.roster', 'user.create']);
});

test('a roster of 300 with Korean names and people who stand in it twice makes each of them once', async () => {
  const family = ['김', '이', '박', '최', '정', '남궁'];
  const students = Array.from({ length: 300 }, (_, n) => ({
    name: `${family[n % family.length]}${['하늘', '바다', '서연'][n % 3]} ${n}`,
    email: `s${n}@x.example`,
  }));
  // Composed and decomposed letters, and capitals, are the same person.
  const twice = students.slice(0, 40).map(({ name, email }) => ({ name: name.normalize('NFD'), email: email.toUpperCase() }));
  const lines = [...students, ...twice].map(({ name, email }) => `${name}, ${email}`).join('\n');
  const result = await bring(lines, { assign: false });
  expect(result.items).toHaveLength(300);
  const names = await ctx.db.user.findMany({ where: { email: { endsWith: '@x.example' } }, select: { name: true, email: true } });
  expect(new Map(names.map(({ email, name }) => [email, name]))).toEqual(
    new Map(students.map(({ email, name }) => [email, name])),
  );
  expect(await ctx.db.enrolment.count({ where: { classId, user: { email: { endsWith: '@x.example' } } } })).toBe(300);
  // Each line that came twice is named, and nobody else.
  expect(result.problems.map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, n) => 301 + n));
  expect(
    (await bring(lines, { assign: false })).items.every(({ account, enrolment }) => account !== 'new' && enrolment !== 'new'),
  ).toBe(true);
});
