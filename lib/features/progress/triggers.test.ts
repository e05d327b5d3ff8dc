import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ApiPanel } from '@/lib/testing/api-panel';
import { startApiPanel } from '@/lib/testing/api-panel';
import { verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { openLesson } from './lessons';
import type { ProgressChanged } from './progress';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');
const deed = { kind: 'image', action: 'pull', id: null, name: 'ubuntu', image: null, exitCode: null, atMs: 0 } as const;

test('what is done on a node is judged by itself, and told of once it is stored', async () => {
  await panel.runtime.progress.start();
  const { bus, progress, db } = panel.runtime;
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await progress.settled();
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

test('output of a terminal and a node that is back are judged too', async () => {
  await panel.runtime.progress.start();
  const { bus, progress } = panel.runtime;
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await progress.settled();
  panel.judge.asked.length = 0;
  bus.publish('node.changed', { nodeId: idOf('node0'), name: 'node0', state: 'ready', topics: ['state'], revision: 1 });
  await progress.settled();
  expect(panel.judge.asked).toEqual(['image,name']);
});

test('a lesson that was open when the panel stopped is looked at again after its start', async () => {
  const start = { id: idOf('start'), classId, userId: idOf('own'), nodeId: idOf('node0'), lessonId: 'second', facts: '{"at":1}' };
  await panel.runtime.db.lessonStart.create({ data: { ...start, at: new Date() } });
  await panel.runtime.progress.start();
  panel.runtime.bus.publish('node.changed', {
    nodeId: idOf('node0'),
    name: 'node0',
    state: 'ready',
    topics: ['state'],
    revision: 1,
  });
  await expect.poll(() => panel.judge.asked).toEqual(['gone']);
});

test('who left the class is judged no more', async () => {
  await panel.runtime.progress.start();
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  await panel.runtime.db.enrolment.deleteMany({ where: { userId: idOf('own') } });
  panel.judge.asked.length = 0;
  panel.runtime.bus.publish('node.changed', {
    nodeId: idOf('node0'),
    name: 'node0',
    state: 'ready',
    topics: ['state'],
    revision: 1,
  });
  await panel.runtime.progress.settled();
  expect(panel.judge.asked).toEqual([]);
});
