import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRateLimits } from '@/lib/core/rate-limits';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { answerStep, explainStep, predictStep } from './answers';
import { checkStep } from './check-step';
import { changeCourse, setCourse } from './class-course';
import { listEvidence } from './evidence';
import { excuseStep } from './excuse-step';
import { getLesson, openLesson } from './lessons';
import { openHelp } from './open-help';
import { getOutline } from './outline';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');
const make = { classId, lessonId: 'first', stepId: 'make' };
const own = (more?: Parameters<ApiPanel['as']>[1]) => panel.as('own', { locale: 'en', ...more });
const stepIn = (lesson: Awaited<ReturnType<typeof getLesson>>, id: string) => {
  const step = lesson.steps.find((each) => each.id === id);
  if (!step) throw new Error(id);
  return step;
};

test('a lesson that is begun has one start, its reading is passed and its first step is worked on', async () => {
  const ctx = await own();
  const opened = await Promise.all([1, 2, 3].map(() => openLesson(ctx, { classId, lessonId: 'first' })));
  await panel.runtime.progress.settled();
  expect(await panel.runtime.db.lessonStart.count()).toBe(1);
  for (const lesson of opened) expect(stepIn(lesson, 'intro').progress.state).toBe('passed');
  const lesson = await getLesson(ctx, { classId, lessonId: 'first' });
  expect(lesson.steps.map(({ progress }) => progress.state)).toEqual(['passed', 'working', 'untouched']);
  // What must come after another step is not even asked.
  expect(new Set(panel.judge.asked)).toEqual(new Set(['image,name']));
  expect((await getOutline(ctx, { classId })).here).toEqual({ lesson: 'first', step: 'make' });
});

test('a lesson is in its reader’s language, with the values of the student filled in', async () => {
  const en = await getLesson(await own(), { classId, lessonId: 'first' });
  const ko = await getLesson(await own({ locale: 'ko' }), { classId, lessonId: 'first' });
  expect([en.title, ko.title, stepIn(en, 'make').commands[0]?.run]).toEqual(['First', '처음', 'docker pull ubuntu']);
  await changeCourse(await panel.as('instructor'), { classId, ownValues: true });
  const own1 = await getLesson(await own(), { classId, lessonId: 'first' });
  expect(stepIn(own1, 'make').commands[0]?.run).toMatch(/^docker pull (anchor|beacon)$/);
});

test('staff read a lesson as it is on a node of the class', async () => {
  const { more } = stepIn(
    await getLesson(await panel.as('instructor', { locale: 'en' }), { classId, lessonId: 'second' }),
    'end',
  );
  expect(more).toMatch(/^On node\d$/);
  await panel.runtime.db.node.updateMany({ data: { classId: null } });
  const without = await getLesson(await panel.as('instructor', { locale: 'en' }), { classId, lessonId: 'second' });
  expect(stepIn(without, 'end').more).toBe('On {{node.name}}');
});

test('what is red says why in the reader’s language; once everything holds it is green, and stays', async () => {
  await openLesson(await own(), { classId, lessonId: 'first' });
  const red = await checkStep(await own(), make);
  expect(red).toMatchObject({ state: 'failed', tries: 1 });
  expect(red.checks.map(({ check, verdict, says }) => [check, verdict, says])).toEqual([
    ['image', 'failed', 'There is no image ubuntu on the node.'],
    ['name', 'failed', 'There is no image ubuntu on the node.'],
  ]);
  const korean = await checkStep(await own({ locale: 'ko' }), make);
  expect(korean.checks[0]?.says).not.toBe(red.checks[0]?.says);
  expect(korean.revision).toBeGreaterThan(red.revision);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  expect(await checkStep(await own(), make)).toMatchObject({ state: 'passed', how: 'alone' });
  await panel.runtime.progress.settled();
  const lesson = await getLesson(await own(), { classId, lessonId: 'first' });
  // The step behind it was judged by itself.
  expect(lesson.steps.map(({ progress }) => progress.state)).toEqual(['passed', 'passed', 'passed']);
  expect(stepIn(lesson, 'make').prediction).toMatchObject({ truth: '3', explain: 'One' });
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => false);
  expect(await checkStep(await own(), make)).toMatchObject({ state: 'passed' });
});

test('the first prediction counts, the newest answer is the one that is judged, and six a minute are too many', async () => {
  const ctx = { ...(await own()), rates: createRateLimits() };
  await predictStep(ctx, { ...make, value: '1' });
  expect((await predictStep(ctx, { ...make, value: '2' })).prediction).toMatchObject({
    answered: '1',
    truth: null,
    explain: null,
  });
  panel.judge.answer = async ({ checks, look }) => {
    const [last] = await look.answers('name');
    return verdictOf(checks, (id) => id === 'name' && last?.value === 'node0');
  };
  expect((await answerStep(ctx, { ...make, check: 'name', value: 'node1' })).questions[0]).toMatchObject({
    isRight: false,
    explain: null,
  });
  const right = await answerStep(ctx, { ...make, check: 'name', value: 'node0' });
  expect(right.questions[0]).toMatchObject({ answered: 'node0', isRight: true, explain: 'The name of the node' });
  await expect(answerStep(ctx, { ...make, check: 'image', value: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  for (let n = 0; n < 3; n++) await answerStep(ctx, { ...make, check: 'name', value: 'node0' });
  await expect(answerStep(ctx, { ...make, check: 'name', value: 'node0' })).rejects.toMatchObject({ code: 'rate_limited' });
});

test('the solution opens behind the explanation, and how it was passed says so', async () => {
  const before = stepIn(await getLesson(await own(), { classId, lessonId: 'first' }), 'make');
  expect([before.hasMore, before.hasSolution, before.more, before.solution]).toEqual([true, true, null, null]);
  await expect(openHelp(await own(), { ...make, level: 3 })).rejects.toMatchObject({ code: 'solution_not_yet' });
  expect(await openHelp(await own(), { ...make, level: 2 })).toMatchObject({ more: 'Explanation', solution: null });
  await expect(openHelp(await own(), { ...make, level: 3 })).rejects.toMatchObject({ code: 'solution_not_yet' });
  // Half a minute later.
  await panel.runtime.db.stepTry.updateMany({ data: { levelAt: new Date(Date.now() - 30_000) } });
  expect(await openHelp(await own(), { ...make, level: 3 })).toMatchObject({ solution: ['pull'] });
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  expect(await checkStep(await own(), make)).toMatchObject({ state: 'passed', how: 'solution' });
});

test('why the solution works is asked once it was opened; what was written is kept and read by staff, and never scored', async () => {
  const ctx = await own();
  await openLesson(ctx, { classId, lessonId: 'first' });
  const asks = async (more?: Parameters<ApiPanel['as']>[1]) =>
    stepIn(await getLesson(await own(more), { classId, lessonId: 'first' }), 'make').why;
  expect(await asks()).toBeNull();
  await expect(explainStep(ctx, { ...make, value: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  await panel.runtime.db.stepTry.updateMany({ data: { level: 3, levelAt: new Date() } });
  expect(await asks()).toEqual({ ask: 'Why', answered: null, explain: null });
  expect((await explainStep(ctx, { ...make, value: 'A first thought' })).why).toMatchObject({ answered: 'A first thought' });
  await explainStep(ctx, { ...make, value: 'Layers' });
  expect(await asks({ locale: 'ko' })).toEqual({ ask: '왜', answered: 'Layers', explain: '그래서' });
  const evidence = await listEvidence(await panel.as('instructor', { locale: 'en' }), { ...make, userId: idOf('own') });
  expect(evidence.why).toMatchObject({ ask: 'Why', value: 'Layers' });
  expect(await panel.runtime.db.stepPass.count({ where: { stepId: 'make' } })).toBe(0);
  // A step that does not ask.
  await expect(explainStep(ctx, { ...make, stepId: 'tag', value: 'x' })).rejects.toMatchObject({ code: 'not_found' });
});

test('evidence names the node by its key and boot, and the moment by both clocks', async () => {
  const { db } = panel.runtime;
  const hostKey = `ssh-ed25519 ${Buffer.from('a host key').toString('base64')}`;
  await db.node.update({ where: { id: idOf('node0') }, data: { hostKey } });
  let boots = 0;
  panel.judge.bootId = async () => `boot ${++boots}`;
  const staff = await panel.as('instructor', { locale: 'en' });
  const evidence = async () => (await listEvidence(staff, { ...make, userId: idOf('own') })).items;
  await checkStep(await own(), make);
  panel.judge.answer = ({ checks }) => verdictOf(checks, (id) => id === 'name');
  await checkStep(await own(), make);
  const [newest, ...older] = await evidence();
  expect(newest).toMatchObject({
    nodeAt: '2026-01-01T00:00:00.000Z',
    hostKey: presentHostKey(hostKey)?.sha256,
    bootId: 'boot 1',
  });
  expect(older.length).toBeGreaterThan(0);
  // Asked once for each connection.
  expect(boots).toBe(1);
});

test('a hint of the course is shown when the same is red a second time and its condition holds', async () => {
  panel.judge.check = async () => verdictOf(['inside'], () => true).checks[0] as never;
  expect((await checkStep(await own(), make)).hint).toBeNull();
  expect(await checkStep(await own(), make)).toMatchObject({ hint: 'Leave the container', level: 1 });
  expect((await getLesson(await own({ locale: 'ko' }), { classId, lessonId: 'first' })).steps[1]?.progress.hint).toBe('나오세요');
});

test('who is excused is over with it, and staff are who say so', async () => {
  const excused = await excuseStep(await panel.as('instructor'), { ...make, userId: idOf('own') });
  expect(excused).toMatchObject({ state: 'excused', how: null });
  await expect(excuseStep(await panel.as('stranger'), { ...make, userId: idOf('own') })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(excuseStep(await panel.as('instructor'), { ...make, userId: idOf('stranger') })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('lessons beyond the one that is open are closed to students, not to staff', async () => {
  await changeCourse(await panel.as('instructor'), { classId, openUpTo: 'first' });
  await expect(openLesson(await own(), { classId, lessonId: 'second' })).rejects.toMatchObject({ code: 'lesson_not_open' });
  await expect(checkStep(await own(), { classId, lessonId: 'second', stepId: 'end' })).rejects.toMatchObject({
    code: 'lesson_not_open',
  });
  expect((await getLesson(await panel.as('instructor'), { classId, lessonId: 'second' })).id).toBe('second');
});

test('a version opens where it was rehearsed on the stores of the nodes; otherwise only against that, which is recorded', async () => {
  const { db } = panel.runtime;
  const { courseHash } = await db.class.findUniqueOrThrow({ where: { id: classId } });
  await db.node.updateMany({ data: { dockerFacts: '{"store":"overlay2"}' } });
  const set = async (more: { override?: boolean } = {}) =>
    setCourse(await panel.as('instructor'), { classId, hash: courseHash, ...more });
  await expect(set()).rejects.toMatchObject({ code: 'course_not_rehearsed', detail: 'overlay2' });
  expect((await set({ override: true })).stores).toEqual([{ store: 'overlay2', nodes: 2, rehearsed: null }]);
  const rehearsal = {
    courseHash: courseHash ?? '',
    store: 'overlay2',
    nodeName: 'node0',
    passed: true,
    report: '{}',
    at: new Date(),
  };
  await db.rehearsal.create({ data: { id: idOf('rehearsal'), ...rehearsal } });
  expect((await set()).stores).toEqual([{ store: 'overlay2', nodes: 2, rehearsed: true }]);
  // Of one node nothing is known: it may have another store.
  const [silent] = await db.node.findMany({ where: { classId }, orderBy: { name: 'asc' }, take: 1 });
  await db.node.update({ where: { id: silent?.id ?? '' }, data: { dockerFacts: null } });
  await expect(set()).rejects.toMatchObject({ code: 'course_stores_unknown', detail: silent?.name });
  expect((await set({ override: true })).stores).toEqual([{ store: 'overlay2', nodes: 1, rehearsed: true }]);
  const lines = await db.auditEntry.findMany({ where: { action: 'course.choose' }, orderBy: { at: 'asc' } });
  expect(lines.map(({ detail }) => (JSON.parse(detail ?? '{}') as { override: boolean }).override)).toEqual([true, false, true]);
});
