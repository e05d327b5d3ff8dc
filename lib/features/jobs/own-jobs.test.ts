import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { JobState } from '@/lib/shared/jobs';
import { type ApiPanel, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { listOwnJobs } from './own-jobs';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

/** Work that goes on until it is cancelled. */
const run = (node: string, by: Person, subject: string): Promise<string> =>
  panel.runtime.jobs.start(
    { kind: 'image.pull', nodeId: idOf(node), createdById: idOf(by), subject, input: {} },
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled')))),
  );
const subjects = async (person: Person): Promise<string[]> =>
  (await listOwnJobs(await panel.as(person))).items.map(({ subject }) => subject);

test('one’s own are those that one started, and those on a node that one has; another’s are not, though one may read them', async () => {
  await run('node0', 'instructor', 'on the student’s node');
  await run('node1', 'other', 'of another student');
  await run('node2', 'stranger', 'of another class');
  // The student's node had an operation on it, and a pull is under way.
  expect((await subjects('own')).toSorted()).toEqual(['on the student’s node', 'ubuntu']);
  expect(await subjects('other')).toEqual(['of another student']);
  expect(await subjects('instructor')).toEqual(['on the student’s node']);
  expect(await subjects('stranger')).toEqual(['of another class']);
  expect(await subjects('admin')).toEqual([]);
});

test('what one started on a node that one may not read any more is not one’s own any more', async () => {
  await panel.runtime.db.assignment.deleteMany({ where: { nodeId: idOf('node0') } });
  expect(await subjects('own')).toEqual([]);
  await run('node1', 'instructor', 'x');
  await panel.runtime.db.class.update({ where: { id: idOf('classa') }, data: { closedAt: new Date() } });
  // Whoever teaches a closed class still reads it; its students do not.
  expect(await subjects('instructor')).toEqual(['x']);
  expect(await subjects('other')).toEqual([]);
});

test('what runs comes first, as fresh as it is, then what ended within a day, the last first', async () => {
  const { db } = panel.runtime;
  const hour = 60 * 60_000;
  const ended = async (id: string, hoursAgo: number, state: JobState) => {
    const at = new Date(Date.now() - hoursAgo * hour);
    const data = { id: id.padEnd(24, '0'), kind: 'image.push', nodeId: idOf('node0'), input: JSON.stringify({ subject: id }) };
    await db.job.create({ data: { ...data, state, createdAt: at, endedAt: at } });
  };
  await ended('older', 30, 'done');
  await ended('old', 23, 'failed');
  await ended('recent', 1, 'interrupted');
  const { items } = await listOwnJobs(await panel.as('own'));
  expect(items.map(({ subject, state }) => [subject, state])).toEqual([
    ['ubuntu', 'running'],
    ['recent', 'interrupted'],
    ['old', 'failed'],
  ]);
  expect(items[0]?.revision).toBe(1);
});
