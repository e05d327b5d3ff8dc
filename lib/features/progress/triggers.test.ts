import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import type { Deed } from '@/lib/features/checks/kind';
import type { ApiPanel } from '@/lib/testing/api-panel';
import { startApiPanel } from '@/lib/testing/api-panel';
import { emptyStart, verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { checkStep } from './check-step';
import { setCourse } from './class-course';
import { getLesson, openLesson } from './lessons';
import type { ProgressChanged } from './progress';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');

/** The student has the first lesson open, and all that this brings with it is judged. */
async function openFirst(): Promise<ApiPanel['runtime']> {
  const { progress } = panel.runtime;
  await progress.start();
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await progress.settled();
  return panel.runtime;
}
/** The student's node is there again. */
const comeBack = (): void =>
  panel.runtime.bus.publish('node.changed', {
    ...{ nodeId: idOf('node0'), name: 'node0', state: 'ready', revision: 1 },
    topics: ['state'],
  });
const deed = { kind: 'image', action: 'pull', id: null, name: 'ubuntu', image: null, exitCode: null, atMs: 0 } as const;

test('what is done on a node is judged by itself, and told of once it is stored', async () => {
  const { bus, db } = await openFirst();
  const told: ProgressChanged[] = [];
  bus.subscribe('progress.changed', (event) => told.push(event));
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  // Of another node: nobody's lesson is open there.
  bus.publish('deed.seen', { nodeId: idOf('node1'), deed });
  bus.publish('deed.seen', { nodeId: idOf('node0'), deed });
  await expect.poll(() => told.map(({ record }) => `${record.stepId} ${record.state}`)).toContain('make passed');
  expect(told[0]).toMatchObject({ classId, userId: idOf('own') });
  expect(await db.stepPass.count({ where: { stepId: 'make' } })).toBe(1);
});

test('the beginning of `docker run` is no try: only what became of it is', async () => {
  const { bus, progress, db } = await openFirst();
  const did = (action: string): void =>
    bus.publish('deed.seen', { nodeId: idOf('node0'), deed: { ...deed, kind: 'container', action } });
  const tries = async (): Promise<number | undefined> => (await db.stepTry.findFirst({ where: { stepId: 'make' } }))?.tries;
  panel.judge.asked.length = 0;
  did('create');
  did('attach');
  bus.publish('deed.seen', { nodeId: idOf('node0'), deed: { ...deed, kind: 'terminal', action: 'attached' } });
  // Judged all the same, since `docker create` alone ends there.
  await expect.poll(() => panel.judge.asked.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await progress.settled();
  expect(await tries()).toBe(0);
  did('start');
  await expect.poll(tries).toBe(1);
});

test('a pull turns a step green at once, and is a try only where no `docker run` goes on after it', async () => {
  const { bus, progress, db } = await openFirst();
  const did = (given: Partial<Deed>): void => bus.publish('deed.seen', { nodeId: idOf('node0'), deed: { ...deed, ...given } });
  const tries = async (): Promise<number | undefined> => (await db.stepTry.findFirst({ where: { stepId: 'make' } }))?.tries;
  panel.judge.asked.length = 0;
  did({});
  await expect.poll(() => panel.judge.asked.length, { interval: 20 }).toBe(1);
  did({ kind: 'container', action: 'create' });
  await expect.poll(() => panel.judge.asked.length, { timeout: 10_000 }).toBe(2);
  await progress.settled();
  expect(await tries()).toBe(0);
  did({});
  await expect.poll(tries, { timeout: 10_000 }).toBe(1);
});

test("a terminal that is told its size, and a health check, are nobody's try", async () => {
  const { bus, progress, db } = await openFirst();
  const did = (action: string): void =>
    bus.publish('deed.seen', { nodeId: idOf('node0'), deed: { ...deed, kind: 'container', action } });
  panel.judge.asked.length = 0;
  for (const action of ['resize', 'kill', 'top', 'archive-path', 'exec_die', 'health_status: healthy']) did(action);
  // Of what Docker may do by itself a step can turn green.
  await expect.poll(() => panel.judge.asked).toEqual(['image,name']);
  await progress.settled();
  expect((await db.stepTry.findFirst({ where: { stepId: 'make' } }))?.tries).toBe(0);
});

test('output of a terminal and a node that is back are judged too', async () => {
  const { progress } = await openFirst();
  panel.judge.asked.length = 0;
  comeBack();
  await progress.settled();
  expect(panel.judge.asked).toEqual(['image,name']);
});

test('a lesson that was open when the panel stopped is looked at again after its start', async () => {
  const facts = JSON.stringify(emptyStart);
  const start = { id: idOf('start'), classId, userId: idOf('own'), nodeId: idOf('node0'), lessonId: 'second', facts };
  await panel.runtime.db.lessonStart.create({ data: { ...start, at: new Date() } });
  await panel.runtime.progress.start();
  comeBack();
  await expect.poll(() => panel.judge.asked).toEqual(['gone']);
});

test('who left the class is judged no more', async () => {
  await panel.runtime.progress.start();
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  await panel.runtime.db.enrolment.deleteMany({ where: { userId: idOf('own') } });
  panel.judge.asked.length = 0;
  comeBack();
  await panel.runtime.progress.settled();
  expect(panel.judge.asked).toEqual([]);
});

test('a node that dies while it is looked at leaves progress as it was, and the step turns green by itself once it is back', async () => {
  await panel.runtime.progress.start();
  const { progress, db } = panel.runtime;
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  panel.judge.answer = ({ checks }) => verdictOf(checks, (id) => id === 'image');
  await progress.check({ classId, userId: idOf('own') }, { lessonId: 'first', stepId: 'make' }, 'check');
  const before = await db.stepTry.findFirstOrThrow({ where: { stepId: 'make' } });
  const causes = ['node_away', 'engine_down', 'deadline', 'output_limit'] as const;
  for (const cause of causes) {
    panel.judge.answer = ({ checks }) => {
      const errored = checks.map((checkId) => ({ checkId, kind: 'image', verdict: { verdict: 'errored', cause }, facts: null }));
      return { verdict: 'errored', checks: errored, latched: [] } as StepVerdict;
    };
    await progress.check({ classId, userId: idOf('own') }, { lessonId: 'first', stepId: 'make' }, 'check');
    const after = await db.stepTry.findFirstOrThrow({ where: { stepId: 'make' } });
    // Grey with its cause, and nobody's try.
    expect(after).toMatchObject({ verdict: 'errored', reason: cause, tries: before.tries, firstAt: before.firstAt });
  }
  expect(await db.stepPass.count({ where: { stepId: 'make' } })).toBe(0);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  comeBack();
  await expect.poll(() => db.stepPass.count({ where: { stepId: 'make' } })).toBe(1);
});

test('a course that is taken back while its lesson is open is judged no more, and what was passed is there when it returns', async () => {
  await panel.runtime.progress.start();
  const { db, progress, courses } = panel.runtime;
  const [own, staff] = [await panel.as('own'), await panel.as('instructor')];
  await openLesson(own, { classId, lessonId: 'first' });
  panel.judge.answer = ({ checks }) => verdictOf(checks, (id) => checks.length > 1 || id !== 'deed');
  await progress.check({ classId, userId: own.actor.id }, { lessonId: 'first', stepId: 'make' }, 'check');
  await progress.settled();
  await setCourse(staff, { classId, hash: null });
  panel.judge.asked.length = 0;
  const node = { nodeId: idOf('node0'), name: 'node0', state: 'ready', topics: ['state'], revision: 1 } as const;
  panel.runtime.bus.publish('node.changed', { ...node, topics: [...node.topics] });
  await progress.settled();
  expect(panel.judge.asked).toEqual([]);
  for (const refused of [
    getLesson(own, { classId, lessonId: 'first' }),
    checkStep(own, { classId, lessonId: 'first', stepId: 'make' }),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'course_not_set' });
  expect(await db.stepPass.count({ where: { stepId: 'make' } })).toBe(1);
  const [{ hash } = { hash: '' }] = await courses.offered();
  await setCourse(staff, { classId, hash, override: true });
  const lesson = await getLesson(own, { classId, lessonId: 'first' });
  expect(lesson.steps.find(({ id }) => id === 'make')?.progress).toMatchObject({ state: 'passed', how: 'alone' });
});
