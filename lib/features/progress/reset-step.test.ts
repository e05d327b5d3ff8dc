import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { emptyStart, verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { checkStep } from './check-step';
import { startOf } from './evaluate-lesson';
import { openLesson } from './lessons';
import { planReset } from './reset-plan';
import { resetLesson } from './reset-lesson';
import { resetStep } from './reset-step';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());
const make = { classId: idOf('classa'), lessonId: 'first', stepId: 'make' };

test('only what the step names goes, and of that only what was not there when the lesson began', () => {
  const start = {
    ...emptyStart,
    containerIds: ['old'],
    images: [{ id: 'i1', tags: ['ubuntu:latest'], diffIds: [] }],
    paths: { '/lab/': null, '/etc': { mtimeNs: '1', ctimeNs: '1', inode: '1', size: 1 } },
  };
  const creates = { containers: ['web', 'db'], images: ['ubuntu', 'localhost:5000/x'], paths: ['/lab/', '/etc', '/never-noted'] };
  const containers = [
    { id: 'old', name: 'web' },
    { id: 'new', name: 'db' },
    { id: 'other', name: 'mine' },
  ];
  const images = [
    { id: 'i1', tags: ['ubuntu:latest', 'mine:1'] },
    { id: 'i2', tags: ['localhost:5000/x:latest'] },
  ];
  expect(planReset(creates, start, { containers, images })).toEqual({
    containers: [{ id: 'new', name: 'db' }],
    images: ['localhost:5000/x:latest'],
    paths: ['/lab'],
  });
  // Pulled anew under the same name.
  expect(planReset(creates, start, { containers, images: [{ id: 'i3', tags: ['ubuntu:latest'] }] }).images).toEqual([
    'ubuntu:latest',
  ]);
  expect(planReset(creates, null, { containers, images })).toEqual({ containers: [], images: [], paths: [] });
});

test('a dry run says what would go and changes nothing; then it goes, and a new round begins with its evidence kept', async () => {
  const own = await panel.as('own');
  panel.runtime.fleet.root = async () => ({ run: async () => ({ stdout: Buffer.from('/lab\n') }) }) as never;
  await openLesson(own, { classId: make.classId, lessonId: 'first' });
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await checkStep(own, make);
  await panel.runtime.progress.settled();
  panel.touched.length = 0;
  const dry = await resetStep(own, { ...make, dryRun: true });
  expect(dry.items).toEqual([
    {
      userId: idOf('own'),
      name: 'own',
      node: 'node0',
      containers: ['web'],
      images: ['ubuntu:latest'],
      paths: ['/lab'],
      problem: null,
    },
  ]);
  expect(panel.touched.filter((line) => line.includes('remove'))).toEqual([]);
  expect((await checkStep(own, make)).state).toBe('passed');
  let lookedFrom = 0;
  panel.judge.answer = ({ checks, look }) => {
    lookedFrom = look.start?.at ?? 0;
    return verdictOf(checks, () => false);
  };
  const evidence = await panel.runtime.db.evidence.count();
  expect((await resetStep(own, make)).items).toEqual(dry.items);
  expect(panel.touched.filter((line) => line.includes('remove'))).toHaveLength(2);
  expect(await panel.runtime.db.evidence.count()).toBe(evidence);
  expect(await checkStep(own, make)).toMatchObject({ state: 'failed', tries: 1 });
  // What was done in the round before counts no more.
  expect(lookedFrom).toBeGreaterThan(emptyStart.at);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  expect(await checkStep(own, make)).toMatchObject({ state: 'passed' });
  expect(await panel.runtime.db.stepPass.count({ where: { stepId: 'make' } })).toBe(2);
});

test('a node that cannot be cleaned keeps its round, and says why', async () => {
  const own = await panel.as('own');
  await openLesson(own, { classId: make.classId, lessonId: 'first' });
  // Nobody becomes root on the double, and a path would have to go.
  const { items } = await resetStep(own, make);
  expect(items[0]).toMatchObject({ problem: 'root_unavailable' });
  expect(await panel.runtime.db.stepReset.count()).toBe(0);
});

test('a student resets their own step alone; staff reset everybody’s', async () => {
  await expect(resetStep(await panel.as('other'), { ...make, users: [idOf('own')] })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(resetStep(await panel.as('own'), { ...make, all: true })).rejects.toMatchObject({ code: 'not_found' });
  const { items } = await resetStep(await panel.as('instructor'), { ...make, all: true });
  expect(items.map(({ userId }) => userId).sort()).toEqual([idOf('other'), idOf('own')].sort());
});

test('what was done before a reset does not count after it', () => {
  const start = { ...emptyStart, at: 1000, nodeAt: 5000, eventsSince: '5000000000' };
  expect(startOf(start, null)).toBe(start);
  expect(startOf(start, 3000)).toMatchObject({ at: 3000, nodeAt: 7000, eventsSince: '7000000000' });
});

test('a whole lesson: a dry run first, then every step that was begun starts a new round, for one or for the class', async () => {
  const own = await panel.as('own');
  const teacher = await panel.as('instructor');
  const lesson = { classId: make.classId, lessonId: 'first' };
  panel.runtime.fleet.root = async () => ({ run: async () => ({ stdout: Buffer.from('/lab\n') }) }) as never;
  await openLesson(own, lesson);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await checkStep(own, make);
  await panel.runtime.progress.settled();
  const before = await panel.dump();
  const dry = await resetLesson(teacher, { ...lesson, dryRun: true, all: true });
  expect(dry.items.map(({ name }) => name).sort()).toEqual(['other', 'own']);
  expect(dry.items.find(({ name }) => name === 'own')).toMatchObject({ paths: ['/lab'], problem: null });
  expect(await panel.dump()).toBe(before);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => false);
  await resetLesson(teacher, { ...lesson, users: [idOf('own')] });
  const resets = await panel.runtime.db.stepReset.findMany({ where: { userId: idOf('own') } });
  expect(resets.map(({ stepId }) => stepId).sort()).toEqual(['make', 'tag']);
  expect(await panel.runtime.db.stepPass.count()).toBeGreaterThan(0);
  await expect(resetLesson(await panel.as('other'), { ...lesson, users: [idOf('own')] })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(resetLesson(await panel.as('stranger'), { ...lesson, all: true })).rejects.toMatchObject({ code: 'not_found' });
});
