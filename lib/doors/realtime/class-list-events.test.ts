import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NodeStatus } from '@/lib/fleet/fleet';
import type { ClassListChanges } from '@/lib/shared/class-lists';
import { buildClass, buildEnrolment, idOf } from '@/lib/testing/factories';
import { webContainer } from '@/lib/testing/fleet-double';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

const classId = idOf('class');
const asked = { class: classId, list: 'containers' } as const;
let panel: RealtimePanel;
let people: Record<'student' | 'teacher' | 'other', { id: string; cookie: string }>;
let nodeId: string;
let own: Partial<NodeStatus>;

beforeEach(async () => {
  panel = await startRealtimePanel();
  const { db, fleet } = panel.runtime;
  await buildClass(db, { id: classId });
  people = {
    student: await panel.addUser('anna'),
    teacher: await panel.addUser('teacher', 'instructor'),
    other: await panel.addUser('other', 'instructor'),
  };
  await buildEnrolment(db, { classId, userId: people.student.id });
  for (const { id } of [people.teacher, people.other]) await buildEnrolment(db, { classId, userId: id, role: 'instructor' });
  nodeId = await panel.addNode('node0', [people.student]);
  await db.node.update({ where: { id: nodeId }, data: { classId } });
  own = {};
  const { status } = fleet;
  fleet.status = (id) => ({ ...status(id), ...own });
});
afterEach(() => panel.stop());

async function socketOf(name: keyof typeof people): Promise<TestSocket> {
  const socket = panel.connect(people[name].cookie);
  await connected(socket);
  return socket;
}
function changes(socket: TestSocket): ClassListChanges[] {
  const heard: ClassListChanges[] = [];
  socket.on('class-list:changes', (event) => heard.push(event));
  return heard;
}
function set(status: Partial<NodeStatus>): void {
  own = status;
  const about = { name: 'node0', state: 'ready', revision: 8 } as const;
  panel.runtime.bus.publish('node.changed', { nodeId, ...about, topics: ['containers'] });
}

test('a change goes to those who watch that list, and on from what they were answered', async () => {
  const [teacher, other] = [await socketOf('teacher'), await socketOf('teacher')];
  const [heard, images] = [changes(teacher), changes(other)];
  const { epoch, v } = await must<{ epoch: string; v: number }>(ask(teacher, 'class-list:watch', asked));
  await must(ask(other, 'class-list:watch', { ...asked, list: 'images' }));
  set({ containers: [webContainer] });
  await expect.poll(() => heard).toMatchObject([{ epoch, v: v + 1, list: 'containers', rows: [{ node: 'node0', name: 'web' }] }]);
  expect(images).toEqual([]);
  await must(ask(teacher, 'class-list:unwatch', asked));
  set({ containers: [] });
  // The list begins anew with whoever watches it next.
  const again = await must<{ epoch: string }>(ask(teacher, 'class-list:watch', asked));
  expect(again.epoch).not.toBe(epoch);
  expect(heard).toHaveLength(1);
});

test('a class list tells a student nothing, and an instructor who loses the class no more', async () => {
  const student = await socketOf('student');
  const refused = { ok: false, error: { code: 'not_found' } };
  expect(await ask(student, 'class-list:watch', asked)).toMatchObject(refused);
  const [teacher, other] = [await socketOf('teacher'), await socketOf('other')];
  const heard = [changes(student), changes(teacher)];
  const told = changes(other);
  for (const socket of [teacher, other]) await must(ask(socket, 'class-list:watch', asked));
  await panel.runtime.db.enrolment.deleteMany({ where: { userId: people.teacher.id } });
  panel.runtime.bus.publish('access.changed', { userId: people.teacher.id });
  await expect.poll(async () => ask(teacher, 'class-list:watch', asked)).toMatchObject(refused);
  set({ containers: [webContainer] });
  await expect.poll(() => told).toHaveLength(1);
  // An answer of the same socket comes behind whatever was sent before it, and what goes to a room goes to all at once.
  await expect.poll(async () => (await must<{ nodes: unknown[] }>(ask(teacher, 'nodes:watch', {}))).nodes).toEqual([]);
  expect(heard).toEqual([[], []]);
});
