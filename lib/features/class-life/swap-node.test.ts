import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { updateClass } from '@/lib/features/classes/classes';
import { importRoster } from '@/lib/features/classes/roster';
import { assignNode } from '@/lib/features/nodes/assignments';
import { updateNode } from '@/lib/features/nodes/nodes';
import { openLesson } from '@/lib/features/progress/lessons';
import { summarizeNodes } from '@/lib/features/nodes/list-nodes';
import { lastStart } from '@/lib/features/progress/open-lessons';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { verdictOf } from '@/lib/testing/course-double';
import { buildNode, idOf } from '@/lib/testing/factories';
import { swapNode } from './swap-node';

const classId = idOf('classa');
const [node0, spare, userId] = [idOf('node0'), idOf('spare'), idOf('own')];
let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('instructor');
  await buildNode(ctx.db, { id: spare, name: 'spare', classId });
});
afterEach(() => panel.stop());

const swap = (more: Partial<Parameters<typeof swapNode>[1]> = {}) => swapNode(ctx, { node: node0, dryRun: false, ...more });
const held = async (user = userId) => (await ctx.db.assignment.findMany({ where: { userId: user } })).map(({ nodeId }) => nodeId);
const startsOf = (lessonId = 'first') =>
  ctx.db.lessonStart.findMany({ where: { userId, lessonId }, orderBy: { at: 'asc' }, select: { nodeId: true } });

test('a dry run says what stays behind and what goes on, and changes nothing', async () => {
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  const fleet = { ...ctx.fleet, status: (id: string) => ({ ...ctx.fleet.status(id), ...seen }) };
  const seen = { containers: [{ name: 'web', state: 'running' }] as never, images: [] };
  const before = await panel.dump();
  const plan = await swapNode({ ...ctx, fleet }, { node: 'node0', dryRun: true });
  expect(plan).toEqual({
    ...{ dryRun: true, user: { id: userId, name: 'own' }, from: { id: node0, name: 'node0' } },
    ...{ to: { id: spare, name: 'spare', state: 'ready' }, setAside: true },
    ...{ containers: [{ name: 'web', running: true }], images: 0, terminals: 0, lessons: ['first'], stepsKept: 1 },
  });
  expect(await panel.dump()).toBe(before);
});

test('the student has the spare and not the old node, which is set aside with a note until somebody releases it', async () => {
  const told: string[] = [];
  ctx.bus.subscribe('node.swapped', ({ from, to }) => told.push(`${from} ${to}`));
  ctx.bus.subscribe('access.changed', (event) => told.push(event.userId));
  await swap({ note: 'its disk is full' });
  expect(await held()).toEqual([spare]);
  // First where they go on, then what they hold open is looked at.
  expect(told).toEqual([`${node0} ${spare}`, userId]);
  const old = await ctx.db.node.findUniqueOrThrow({ where: { id: node0 } });
  expect(old).toMatchObject({ setAsideAt: expect.any(Date), setAsideNote: 'its disk is full', classId });
  const line = await ctx.db.auditEntry.findFirstOrThrow({ where: { action: 'node.swap' } });
  expect([line.target, JSON.parse(line.detail ?? '{}')]).toEqual([
    `node:${node0}`,
    { userId, to: spare, note: 'its disk is full', setAside: true },
  ]);
  // Nobody is given it by a roster.
  expect(await summarizeNodes(ctx, { class: classId })).toMatchObject({ free: 0 });
  const roster = { classId, lines: 'New One, new@x.example', assign: true, dryRun: true };
  expect((await importRoster(ctx, roster)).items[0]?.node).toBeNull();
  const { staff } = await updateNode(ctx, { node: node0, setAside: false });
  expect(staff?.setAside).toBeNull();
  expect((await importRoster(ctx, roster)).items[0]?.node).toMatchObject({ name: 'node0' });
});

test('by hand a node that is set aside may be given, and is not set aside any more', async () => {
  await swap();
  expect((await assignNode(ctx, { node: node0, userId: idOf('other') })).staff?.setAside).toBeNull();
});

test('what was passed stays, with its evidence; lessons start anew on the other node, and again on the way back', async () => {
  await panel.runtime.progress.start();
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  const passed = () => ctx.db.stepPass.findMany({ select: { stepId: true, nodeId: true }, orderBy: { at: 'asc' } });
  const kept = await passed();
  expect(kept.map(({ stepId }) => stepId)).toEqual(['intro', 'make', 'tag']);
  const evidence = await ctx.db.evidence.count();
  await openLesson(await panel.as('own'), { classId, lessonId: 'second' });
  await panel.runtime.progress.settled();
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => false);

  await swap();
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  expect((await passed()).slice(0, 3)).toEqual(kept);
  expect(await ctx.db.evidence.count()).toBeGreaterThanOrEqual(evidence);
  expect((await startsOf()).map(({ nodeId }) => nodeId)).toEqual([node0, spare]);

  await updateNode(ctx, { node: node0, setAside: false });
  await swapNode(ctx, { node: spare, to: node0, dryRun: false });
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  expect((await lastStart(ctx.db, { classId, userId, lessonId: 'first' }))?.nodeId).toBe(node0);
  expect((await startsOf()).map(({ nodeId }) => nodeId)).toEqual([node0, spare, node0]);
});

test('while a check runs: what does not hold on the old node is dropped, and the lesson is judged on the spare by itself', async () => {
  await panel.runtime.progress.start();
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  const { progress, db } = panel.runtime;
  const looked: string[] = [];
  let finish = (): void => {};
  const running = new Promise<void>((resolve) => {
    finish = resolve;
  });
  panel.judge.answer = async ({ checks, look }) => {
    looked.push(look.nodeId);
    if (look.nodeId === node0) await running;
    return verdictOf(checks, () => (look.nodeId === spare ? 'on the spare' : 'on the old node'));
  };
  const check = progress.check({ classId, userId }, { lessonId: 'first', stepId: 'make' }, 'check');
  await expect.poll(() => looked).toEqual([node0]);
  await swap();
  finish();
  await check;
  await progress.settled();
  expect(looked).toEqual([node0, spare]);
  const tried = await db.stepTry.findFirstOrThrow({ where: { userId, stepId: 'make' } });
  expect(tried.reason).toBe('on the spare');
  expect(await db.evidence.count({ where: { reason: 'on the old node' } })).toBe(0);
  expect((await startsOf()).map(({ nodeId }) => nodeId)).toEqual([node0, spare]);
});

test('while a check runs: what held on the old node while it was theirs is passed', async () => {
  await panel.runtime.progress.start();
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  let finish = (): void => {};
  const running = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const looked: string[] = [];
  panel.judge.answer = async ({ checks, look }) => {
    looked.push(look.nodeId);
    await running;
    return verdictOf(checks, () => look.nodeId === node0);
  };
  const check = panel.runtime.progress.check({ classId, userId }, { lessonId: 'first', stepId: 'make' }, 'check');
  await expect.poll(() => looked).toEqual([node0]);
  await swap();
  finish();
  await check;
  await panel.runtime.progress.settled();
  const passes = await ctx.db.stepPass.findMany({ where: { stepId: 'make' } });
  expect(passes.map(({ nodeId }) => nodeId)).toEqual([node0]);
});

test('two swaps at once to one spare: one is done, the other student keeps their node', async () => {
  const both = await Promise.allSettled([swap({ to: spare }), swap({ node: idOf('node1'), to: spare })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  expect([...(await held()), ...(await held(idOf('other')))].sort()).toEqual(
    [spare, both[0]?.status === 'fulfilled' ? idOf('node1') : node0].sort(),
  );
  // The same swap twice: the second click finds no node of theirs.
  await expect(swap({ to: node0 })).rejects.toMatchObject({ code: expect.stringMatching(/conflict|invalid_input/) });
});

test('without a spare, of a node several have, and in a closed class it is said why not', async () => {
  await ctx.db.assignment.create({ data: { nodeId: node0, userId: idOf('other'), createdAt: new Date() } });
  await expect(swap()).rejects.toMatchObject({ fieldErrors: [{ path: 'user', message: 'swap_whose' }] });
  expect(await swap({ user: userId })).toMatchObject({ setAside: false });
  expect((await ctx.db.node.findUniqueOrThrow({ where: { id: node0 } })).setAsideAt).toBeNull();
  await expect(swap({ user: idOf('other') })).rejects.toMatchObject({ code: 'no_spare_node' });
  await expect(swap({ user: idOf('other'), to: idOf('node1') })).rejects.toMatchObject({ code: 'conflict' });
  await updateClass(ctx, { classId, closed: true });
  await expect(swapNode(await panel.as('instructor'), { node: node0, dryRun: true })).rejects.toMatchObject({
    code: 'class_closed',
  });
});
