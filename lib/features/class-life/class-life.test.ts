import { afterEach, beforeEach, expect, test } from 'vitest';
import { enrol, listMembers, mendMember, unenrol } from '@/lib/features/classes/enrolments';
import { createClass, listClasses, updateClass } from '@/lib/features/classes/classes';
import { openDefaults, setClassDefaults } from '@/lib/features/nodes/class-defaults';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { listNodes } from '@/lib/features/nodes/list-nodes';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { buildEnrolment, idOf } from '@/lib/testing/factories';
import { deleteClass } from './delete-class';
import { moveNodes } from './move-nodes';
import { removeNode, removeNodes } from './remove-nodes';

const [classA, classB] = [idOf('classa'), idOf('classb')];
const [node0, node1] = [idOf('node0'), idOf('node1')];
let panel: ApiPanel;
let ctx: Ctx;
const told: string[] = [];
const gone: string[] = [];

beforeEach(async () => {
  panel = await startApiPanel();
  const { runtime } = panel;
  // Nothing is under way, and the instructor teaches both classes.
  await runtime.jobs.cancel(panel.jobId, idOf('instructor'));
  await runtime.db.job.updateMany({ data: { state: 'done' } });
  await buildEnrolment(runtime.db, { classId: classB, userId: idOf('instructor'), role: 'instructor' });
  ctx = await as('instructor');
  told.length = 0;
  gone.length = 0;
  runtime.bus.subscribe('access.changed', ({ userId }) => told.push(userId));
  runtime.bus.subscribe('node.deleted', ({ nodeId }) => gone.push(nodeId));
});
afterEach(() => panel.stop());

const as = (person: Person) => panel.as(person);
const audited = async (action: string) =>
  (await ctx.db.auditEntry.findMany({ where: { action, outcome: 'allowed' } })).map((row) => JSON.parse(row.detail ?? '{}'));

test('a class is renamed, and no two have one name', async () => {
  expect(await updateClass(ctx, { classId: classA, name: 'spring' })).toMatchObject({ name: 'spring', nodes: 2, students: 2 });
  await expect(updateClass(ctx, { classId: classA, name: 'b' })).rejects.toMatchObject({ code: 'name_taken' });
  expect(await audited('class.update')).toEqual([{ name: ['a', 'spring'] }]);
});

test('a copy has the instructors and the defaults, its secrets sealed anew, and no nodes and students', async () => {
  const credential = { kind: 'password' as const, password: 'a secret of the room' };
  await setClassDefaults(ctx, {
    classId: classA,
    loginUser: 'pi',
    port: 2200,
    jumpNodeId: null,
    credential,
    rootPassword: 'toor',
  });
  await enrol(ctx, { classId: classA, userId: idOf('stranger'), role: 'instructor' });
  const made = await createClass(ctx, { name: 'next term', copyOf: classA });
  expect(made).toMatchObject({ instructors: 2, students: 0, nodes: 0 });
  const row = await ctx.db.class.findUniqueOrThrow({ where: { id: made.id } });
  expect(openDefaults(ctx.keyring, row)).toEqual({
    loginUser: 'pi',
    port: 2200,
    jumpNodeId: null,
    credential,
    rootPassword: 'toor',
  });
  expect(told).toContain(idOf('stranger'));
  await expect(createClass(await as('stranger'), { name: 'x', copyOf: idOf('nowhere') })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a closed class lets its students in no more and is read by its staff; opened again all is as before', async () => {
  const own = await as('own');
  expect((await listNodes(own, {})).total).toBe(1);
  expect(await updateClass(ctx, { classId: classA, closed: true })).toMatchObject({ closedAt: expect.any(String) });
  expect(told.sort()).toEqual([idOf('instructor'), idOf('other'), idOf('own')].sort());
  expect((await listNodes(await as('own'), {})).total).toBe(0);
  await expect(getNodeFor(await as('own'), node0, 'node.read')).rejects.toMatchObject({ code: 'not_found' });
  const teacher = await as('instructor');
  expect((await getNodeFor(teacher, node0, 'container.read')).id).toBe(node0);
  await expect(getNodeFor(teacher, node0, 'terminal.open')).rejects.toMatchObject({ code: 'class_closed' });
  await updateClass(teacher, { classId: classA, closed: false });
  expect((await listNodes(await as('own'), {})).total).toBe(1);
});

test('nodes move to another class: who is not in it has them no more, and a name that is taken stays', async () => {
  await ctx.db.node.update({ where: { id: idOf('node2') }, data: { name: 'node1' } });
  await ctx.db.enrolment.create({ data: { classId: classB, userId: idOf('own'), role: 'student', createdAt: ctx.now() } });
  await ctx.db.assignment.create({ data: { nodeId: node0, userId: idOf('other'), createdAt: ctx.now() } });
  const input = { classId: classA, nodes: [node0, node1, idOf('nowhere')], to: classB };
  const before = await panel.dump();
  const dry = await moveNodes(ctx, { ...input, dryRun: true });
  expect(dry.items.map(({ name, outcome, takenFrom }) => [name, outcome, takenFrom.map(({ name: who }) => who)])).toEqual([
    ['node0', 'moved', ['other']],
    ['node1', 'name_taken', []],
    ['', 'not_found', []],
  ]);
  expect(await panel.dump()).toBe(before);
  expect((await moveNodes(ctx, { ...input, dryRun: false })).items).toEqual(dry.items);
  const moved = await ctx.db.node.findUniqueOrThrow({ where: { id: node0 }, include: { assignments: true } });
  expect([moved.classId, moved.assignments.map(({ userId }) => userId)]).toEqual([classB, [idOf('own')]]);
  expect(told).toEqual([idOf('other')]);
});

test('nodes are removed with the panel’s key taken back first; one that cannot be reached for it stays and is named', async () => {
  await ctx.db.node.update({ where: { id: node0 }, data: { rootLogin: 'done' } });
  const input = { classId: classA, nodes: [node0, node1, idOf('node2')] };
  const { items } = await removeNodes(ctx, { ...input, takeBack: true });
  expect(items.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['node0', 'kept'],
    ['node1', 'removed'],
    ['', 'not_found'],
  ]);
  expect(items[0]?.error?.code).toBeTruthy();
  expect([gone, told]).toEqual([[node1], [idOf('other')]]);
  expect((await removeNodes(ctx, { ...input, takeBack: false })).items[0]).toMatchObject({ outcome: 'removed' });
  expect(await audited('node.delete')).toMatchObject([{ keyLeft: false }, { name: 'node0', keyLeft: true }]);
});

test('one node is removed as many are: the key first, and it stays when that fails', async () => {
  await ctx.db.node.update({ where: { id: node0 }, data: { rootLogin: 'done' } });
  await expect(removeNode(ctx, { node: node0, takeBack: true })).rejects.toMatchObject({ code: expect.any(String) });
  expect(gone).toEqual([]);
  await removeNode(ctx, { node: node0, takeBack: false });
  await removeNode(ctx, { node: node1, takeBack: true });
  expect(gone).toEqual([node0, node1]);
  expect(await audited('node.delete')).toMatchObject([{ name: 'node0', keyLeft: true }, { keyLeft: false }]);
});

test('a class is deleted as the dry run said: nodes, enrolments and history go, accounts stay', async () => {
  await ctx.db.node.update({ where: { id: node1 }, data: { rootLogin: 'done' } });
  const before = await panel.dump();
  const whole = { classId: classA, dryRun: false, takeBack: false };
  const dry = await deleteClass(ctx, { ...whole, dryRun: true, takeBack: true });
  expect(await panel.dump()).toBe(before);
  expect(dry).toMatchObject({ name: 'a', enrolments: 3, operations: 1, studentsLeft: 2, withPanelKey: [{ name: 'node1' }] });
  expect(dry.nodes.map(({ name }) => name)).toEqual(['node0', 'node1']);
  // Its key cannot be taken back: nothing answers there.
  const kept = await deleteClass(ctx, { ...whole, takeBack: true });
  expect(kept).toMatchObject({ deleted: false, keyKept: [{ name: 'node1', error: { code: expect.any(String) } }] });
  expect([gone, await ctx.db.class.count({ where: { id: classA } })]).toEqual([[], 1]);
  expect(await deleteClass(ctx, whole)).toEqual({ ...dry, dryRun: false, deleted: true });
  expect(await audited('class.delete')).toMatchObject([{ name: 'a', keyLeft: ['node1'] }]);
  expect(await ctx.db.node.findMany({ select: { name: true } })).toEqual([{ name: 'node2' }]);
  expect([await ctx.db.operation.count(), await ctx.db.user.count()]).toEqual([0, 5]);
  expect(gone.sort()).toEqual([node0, node1].sort());
  expect((await listClasses(await as('instructor'), { limit: 9 })).items.map(({ name }) => name)).toEqual(['b']);
  await expect(deleteClass(await as('own'), { ...whole, classId: classB, dryRun: true })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('work that is under way keeps its nodes where they are', async () => {
  await ctx.db.job.updateMany({ where: { nodeId: node0 }, data: { state: 'running' } });
  const busy = { code: 'operation_running', detail: 'node0' };
  await expect(deleteClass(ctx, { classId: classA, dryRun: false, takeBack: false })).rejects.toMatchObject(busy);
  await expect(removeNodes(ctx, { classId: classA, nodes: [node0], takeBack: true })).rejects.toMatchObject(busy);
  await expect(moveNodes(ctx, { classId: classA, nodes: [node0], to: classB, dryRun: false })).rejects.toMatchObject(busy);
});

test('a second teacher by address, and the last one stays', async () => {
  const wrong = (message: string) => ({ code: 'invalid_input', fieldErrors: [{ path: 'email', message }] });
  const add = (email: string) => enrol(ctx, { classId: classA, email, role: 'instructor' });
  await expect(add('nobody@berth.test')).rejects.toMatchObject(wrong('account_unknown'));
  await expect(add('own@berth.test')).rejects.toMatchObject(wrong('account_of_student'));
  await expect(unenrol(ctx, { classId: classA, userId: idOf('instructor') })).rejects.toMatchObject({ code: 'conflict' });
  expect(await add('stranger@berth.test')).toMatchObject({ name: 'stranger', role: 'instructor' });
  await unenrol(ctx, { classId: classA, userId: idOf('instructor') });
});

test('a student’s name and number are mended by who teaches all their classes', async () => {
  const mend = (by: Ctx) => mendMember(by, { classId: classA, userId: idOf('own'), name: '김민수', studentNumber: '20260101' });
  expect(await mend(ctx)).toMatchObject({ name: '김민수', studentNumber: '20260101' });
  expect((await listMembers(ctx, { classId: classA })).items.map((m) => m.studentNumber)).toContain('20260101');
  await enrol(await as('stranger'), { classId: classB, userId: idOf('own'), role: 'student' });
  await ctx.db.enrolment.deleteMany({ where: { classId: classB, userId: idOf('instructor') } });
  await expect(mend(await as('instructor'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(mendMember(ctx, { classId: classA, userId: idOf('instructor'), name: 'x' })).rejects.toMatchObject({
    code: 'not_found',
  });
});
