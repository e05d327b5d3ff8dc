import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobDto } from '@/lib/shared/jobs';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let anna: Awaited<ReturnType<RealtimePanel['addUser']>>;
let boris: typeof anna;
let nodeId: string;
beforeEach(async () => {
  panel = await startRealtimePanel();
  [anna, boris] = [await panel.addUser('anna'), await panel.addUser('boris')];
  nodeId = await panel.addNode('node0', [anna]);
  await panel.addNode('node1', [boris]);
});
afterEach(() => panel.stop());

const job = (revision: number, more: Partial<JobDto> = {}): JobDto => ({
  ...{ id: 'j', kind: 'image.pull', nodeId, nodeName: 'node0', operationId: null, state: 'running', subject: 'ubuntu' },
  ...{ progress: null, error: null, createdBy: null, cancelledBy: null, createdAt: '', startedAt: null, endedAt: null },
  ...{ revision, ...more },
});
const over = { state: 'done', endedAt: '2026-01-01T00:00:00.000Z' } as const;
const publish = (...jobs: JobDto[]) => {
  for (const one of jobs) panel.runtime.bus.publish('job.changed', one);
};
/** A tab of somebody, and the revisions of jobs that it hears of as its reader's own. */
async function tabOf(user: typeof anna): Promise<{ socket: TestSocket; heard: number[] }> {
  const socket = panel.connect(user.cookie);
  await connected(socket);
  const heard: number[] = [];
  socket.on('own-job:changed', ({ revision }) => heard.push(revision));
  return { socket, heard };
}

test('every tab of whoever has the node, and of whoever began it there, hears of a job without watching anything; nobody else does', async () => {
  const staff = await panel.addUser('staff', 'admin');
  const other = await panel.addUser('other', 'admin');
  const tabs = await Promise.all([tabOf(anna), tabOf(anna), tabOf(staff)]);
  const others = await Promise.all([tabOf(boris), tabOf(other)]);
  const by = { createdBy: { id: staff.id, name: 'staff' } };
  publish(job(1, by), job(2, by), job(3, { ...by, ...over }));
  for (const { heard } of tabs) await expect.poll(() => heard).toEqual([1, 2, 3]);
  // What they would have heard is before this.
  for (const { socket } of others) await must(ask(socket, 'terminal:list', {}));
  expect(others.map(({ heard }) => heard)).toEqual([[], []]);
});

test('whoever loses the node hears no more of its jobs, though they began one; whoever gets it does', async () => {
  const [before, after] = await Promise.all([tabOf(anna), tabOf(boris)]);
  const by = { createdBy: { id: anna.id, name: 'anna' } };
  publish(job(1, by));
  await expect.poll(() => before.heard).toEqual([1]);
  const { db, bus } = panel.runtime;
  await db.assignment.updateMany({ where: { nodeId }, data: { userId: boris.id } });
  for (const { id } of [anna, boris]) bus.publish('access.changed', { userId: id });
  publish(job(2, by), job(3, { ...by, ...over }));
  await expect.poll(() => after.heard).toEqual([2, 3]);
  await must(ask(before.socket, 'terminal:list', {}));
  expect(before.heard).toEqual([1]);
});

test('a tab that watches the node hears of the progress once, and of work on many nodes its beginning and its end', async () => {
  const { socket, heard } = await tabOf(anna);
  const ofNode: number[] = [];
  socket.on('jobs:changed', (jobs) => ofNode.push(...jobs.map(({ revision }) => revision)));
  await must(ask(socket, 'node:watch', { node: 'node0' }));
  publish(job(1), job(2), job(3, over));
  await expect.poll(() => heard).toEqual([1, 3]);
  await expect.poll(() => ofNode.at(-1)).toBe(3);
  expect(ofNode).toEqual([...new Set(ofNode)]);
  await must(ask(socket, 'node:unwatch', { node: 'node0' }));
  const many = { operationId: 'o' };
  publish(job(4, { ...many, revision: 1 }), job(5, many), job(6, { ...many, ...over }));
  await expect.poll(() => heard).toEqual([1, 3, 1, 6]);
});
