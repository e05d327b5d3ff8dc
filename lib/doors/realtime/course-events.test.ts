import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { swapNode } from '@/lib/features/class-life/swap-node';
import { listMembers } from '@/lib/features/classes/enrolments';
import { openLesson } from '@/lib/features/progress/lessons';
import { loadActor } from '@/lib/features/accounts/actor';
import type { BoardChanges, BoardDto } from '@/lib/shared/board';
import { readCell } from '@/lib/shared/board-cells';
import { buildCourse, courseHash, verdictOf } from '@/lib/testing/course-double';
import { buildClass, buildCtx, buildEnrolment, idOf } from '@/lib/testing/factories';
import { courseEvents } from './course-events';
import type { SocketSession } from './socket-session';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

const classId = idOf('course');
let panel: RealtimePanel;
let people: Record<'anna' | 'boris' | 'teacher', { id: string; cookie: string }>;

beforeEach(async () => {
  panel = await startRealtimePanel();
  const { db } = panel.runtime;
  await buildCourse(db);
  await buildClass(db, { id: classId, courseHash });
  const teacher = await panel.addUser('teacher', 'instructor');
  people = { anna: await panel.addUser('anna'), boris: await panel.addUser('boris'), teacher };
  for (const name of ['anna', 'boris'] as const) await buildEnrolment(db, { classId, userId: people[name].id });
  await buildEnrolment(db, { classId, userId: teacher.id, role: 'instructor' });
  const node = await panel.addNode('node0', [people.anna]);
  await db.node.update({ where: { id: node }, data: { classId } });
});
afterEach(() => panel.stop());

async function socketOf(name: keyof typeof people): Promise<TestSocket> {
  const socket = panel.connect(people[name].cookie, { 'accept-language': 'en' });
  await connected(socket);
  return socket;
}
async function ctxOf(name: keyof typeof people) {
  const actor = await loadActor(panel.runtime, people[name].id);
  if (!actor) throw new Error(name);
  return buildCtx(panel.runtime, actor);
}
const make = { lessonId: 'first', stepId: 'make' };

test('a step goes to its student’s tabs that watch it, in their language, and to nobody else', async () => {
  const [anna, boris] = [await socketOf('anna'), await socketOf('boris')];
  const heard: string[] = [];
  for (const [name, socket] of [
    ['anna', anna],
    ['boris', boris],
  ] as const) {
    await must(ask(socket, 'lesson:watch', { class: classId }));
    socket.on('step:changed', ({ step, state, checks }) =>
      heard.push(`${name} ${step} ${state} ${checks[0]?.says ?? ''}`.trim()),
    );
  }
  await openLesson(await ctxOf('anna'), { classId, lessonId: 'first' });
  await panel.runtime.progress.check({ classId, userId: people.anna.id }, make, 'check');
  await expect.poll(() => heard).toContain('anna make failed There is no image ubuntu on the node.');
  expect(heard.filter((line) => line.startsWith('boris'))).toEqual([]);
});

test('two browsers of one student show the same, and one that closes leaves the other its lesson', async () => {
  const [phone, laptop] = [await socketOf('anna'), await socketOf('anna')];
  const heard: Record<'phone' | 'laptop', number[]> = { phone: [], laptop: [] };
  for (const [name, socket] of Object.entries({ phone, laptop }) as Array<[keyof typeof heard, TestSocket]>) {
    await must(ask(socket, 'lesson:watch', { class: classId }));
    socket.on('step:changed', ({ step, revision }) => step === 'make' && heard[name].push(revision));
  }
  const student = { classId, userId: people.anna.id };
  // Both begin it at once: it has one start and is judged for both.
  await Promise.all([1, 2].map(async () => openLesson(await ctxOf('anna'), { classId, lessonId: 'first' })));
  expect(await panel.runtime.db.lessonStart.count({ where: student })).toBe(1);
  await Promise.all([1, 2].map(() => panel.runtime.progress.check(student, make, 'check')));
  await expect.poll(() => heard.phone.length).toBeGreaterThan(0);
  await expect.poll(() => heard.laptop).toEqual(heard.phone);
  phone.disconnect();
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await panel.runtime.progress.check(student, make, 'check');
  await expect.poll(() => heard.laptop.length).toBeGreaterThan(heard.phone.length);
  expect(await panel.runtime.db.stepPass.count({ where: { ...student, stepId: 'make' } })).toBe(1);
});

test('a student whose node is swapped hears it in every tab, hears no more of the old node, and others hear nothing', async () => {
  const { db, bus } = panel.runtime;
  const spare = await panel.addNode('spare');
  await db.node.update({ where: { id: spare }, data: { classId } });
  const [anna, boris] = [await socketOf('anna'), await socketOf('boris')];
  const { nodeId } = await must<{ nodeId: string }>(ask(anna, 'node:watch', { node: 'node0' }));
  const heard: string[] = [];
  anna.on('node:swapped', ({ from, to }) => heard.push(`${from} ${to}`));
  anna.on('node:changed', (event) => heard.push(event.nodeId));
  boris.on('node:swapped', () => heard.push('boris'));
  await swapNode(await ctxOf('teacher'), { node: nodeId, dryRun: false });
  await expect.poll(() => heard).toEqual([`${nodeId} ${spare}`]);
  await expect(must(ask(anna, 'node:watch', { node: nodeId }))).rejects.toThrow();
  await must(ask(anna, 'node:watch', { node: spare }));
  bus.publish('node.changed', { nodeId, name: 'node0', state: 'ready', topics: ['state'], revision: 9 });
  bus.publish('node.changed', { nodeId: spare, name: 'spare', state: 'ready', topics: ['state'], revision: 9 });
  await expect.poll(() => heard).toEqual([`${nodeId} ${spare}`, spare]);
});

test('the board begins with a snapshot and goes on with numbered changes', async () => {
  const teacher = await socketOf('teacher');
  const changes: BoardChanges[] = [];
  teacher.on('board:changes', (event) => changes.push(event));
  const board = await must<BoardDto>(ask(teacher, 'board:watch', { class: classId }));
  expect(board.rows.map(({ name, node }) => [name, node])).toEqual([
    ['anna', 'node0'],
    ['boris', null],
  ]);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await openLesson(await ctxOf('anna'), { classId, lessonId: 'first' });
  const cells = () => changes.flatMap((event) => event.cells);
  const stateOf = (column: number) => {
    const last = cells().findLast(([row, at]) => row === 0 && at === column);
    return last && readCell(last[2], last[3]).state;
  };
  await expect.poll(() => [0, 1, 2].map(stateOf)).toEqual(['passed', 'passed', 'passed']);
  expect(changes.map(({ v }) => v)).toEqual(changes.map((_, index) => board.v + 1 + index));
  expect(new Set(changes.map(({ epoch }) => epoch))).toEqual(new Set([board.epoch]));
  // What it has heard is what a new snapshot says.
  const again = await must<BoardDto>(ask(teacher, 'board:watch', { class: classId }));
  const bytes = Buffer.from(again.cells, 'base64');
  expect([0, 1, 2].map((column) => readCell(bytes[column * 2] ?? 0, 0).state)).toEqual(['passed', 'passed', 'passed']);
  expect(again.v).toBe(changes.at(-1)?.v);
});

test('students have no board, and who loses the class hears no more of it', async () => {
  const anna = await socketOf('anna');
  expect(await ask(anna, 'board:watch', { class: classId })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  const teacher = await socketOf('teacher');
  await must(ask(teacher, 'board:watch', { class: classId }));
  const heard: string[] = [];
  teacher.on('hand:changed', () => heard.push('hand'));
  panel.runtime.bus.publish('hand.changed', { classId, userId: people.anna.id });
  await expect.poll(() => heard).toEqual(['hand']);
  await panel.runtime.db.enrolment.deleteMany({ where: { userId: people.teacher.id } });
  panel.runtime.bus.publish('access.changed', { userId: people.teacher.id });
  await expect.poll(async () => (await ask(teacher, 'board:watch', { class: classId })).ok).toBe(false);
  panel.runtime.bus.publish('hand.changed', { classId, userId: people.anna.id });
  // An answer of the same socket comes behind whatever was sent before it.
  await must(ask(teacher, 'nodes:watch', {}));
  expect(heard).toEqual(['hand']);
});

test('the board says who has a page open, and the members of the class who was seen', async () => {
  const teacher = await socketOf('teacher');
  const board = await must<BoardDto>(ask(teacher, 'board:watch', { class: classId }));
  expect(board.rows.map(({ name, online, lastSeenAt }) => [name, online, lastSeenAt])).toEqual([
    ['anna', false, null],
    ['boris', false, null],
  ]);
  const rows = new Map<string | undefined, boolean | undefined>();
  teacher.on('board:changes', (event: BoardChanges) => {
    for (const [at, row] of event.rows) rows.set(board.rows[at]?.name, row.online);
  });
  await socketOf('anna');
  await expect.poll(() => rows.get('anna')).toBe(true);
  expect(rows.has('boris')).toBe(false);
  const { items } = await listMembers(await ctxOf('teacher'), { classId });
  const seen = items.map(({ email, online, lastSeenAt }) => [email.split('@')[0], online, lastSeenAt !== null]);
  expect(seen).toContainEqual(['anna', true, true]);
  expect(seen).toContainEqual(['boris', false, false]);
});

test('a tab that is gone by the time its student is found watches no lesson: nobody would ever end that', async () => {
  const watch = vi.spyOn(panel.runtime.progress, 'watch');
  const session = { gone: true, lessons: new Set(), userId: people.anna.id, locale: 'en' } as unknown as SocketSession;
  const lessonWatch = courseEvents.find(({ name }) => name === 'lesson:watch');
  await expect(lessonWatch?.run(await ctxOf('anna'), session, { class: classId }).value).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect([watch.mock.calls, session.lessons.size]).toEqual([[], 0]);
});
