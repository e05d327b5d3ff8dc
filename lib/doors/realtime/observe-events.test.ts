import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttachedTerminal, TerminalDto } from '@/lib/shared/realtime';
import { buildClass, buildEnrolment, idOf } from '@/lib/testing/factories';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

const classId = idOf('observed');
let panel: RealtimePanel;
let people: Record<'anna' | 'boris' | 'teacher' | 'stranger', { id: string; cookie: string }>;
let nodeId: string;
let anna: TestSocket;
let terminal: TerminalDto;

beforeEach(async () => {
  panel = await startRealtimePanel();
  const { db } = panel.runtime;
  await buildClass(db, { id: classId });
  await buildClass(db, { id: idOf('other') });
  people = {
    anna: await panel.addUser('anna'),
    boris: await panel.addUser('boris'),
    teacher: await panel.addUser('teacher', 'instructor'),
    stranger: await panel.addUser('stranger', 'instructor'),
  };
  for (const name of ['anna', 'boris'] as const) await buildEnrolment(db, { classId, userId: people[name].id });
  await buildEnrolment(db, { classId, userId: people.teacher.id, role: 'instructor' });
  await buildEnrolment(db, { classId: idOf('other'), userId: people.stranger.id, role: 'instructor' });
  nodeId = await panel.addNode('node0', [people.anna]);
  await db.node.update({ where: { id: nodeId }, data: { classId } });
  anna = await socketOf('anna');
  terminal = (await must<AttachedTerminal>(ask(anna, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 })))
    .terminal;
});
afterEach(() => panel.stop());

async function socketOf(name: keyof typeof people): Promise<TestSocket> {
  const socket = panel.connect(people[name].cookie, { 'accept-language': 'en' });
  await connected(socket);
  return socket;
}
const ofAnna = () => ({ class: classId, student: people.anna.id });
const observe = (socket: TestSocket, afterSeq = 0) => ask(socket, 'terminal:observe', { ...ofAnna(), id: terminal.id, afterSeq });

test('an instructor sees what a student sees, and the student sees who looks on, in every tab and from when to when', async () => {
  const second = await socketOf('anna');
  await must(ask(second, 'terminal:attach', { id: terminal.id, afterSeq: 0, cols: 80, rows: 24 }));
  const told: string[][] = [];
  for (const tab of [anna, second]) tab.on('terminal:observed', ({ names }) => told.push(names));
  panel.ptys[0]?.emit('before ');
  const teacher = await socketOf('teacher');
  expect(await must(ask(teacher, 'student-terminals:list', ofAnna()))).toMatchObject({ items: [{ id: terminal.id }] });
  let seen = '';
  teacher.on('terminal:output', ({ data, seq }) => {
    seen += Buffer.from(data).toString();
    teacher.emit('terminal:ack', { id: terminal.id, seq });
  });
  const attached = await must<AttachedTerminal>(observe(teacher));
  seen = Buffer.from(attached.replay).toString() + seen;
  await expect.poll(() => told).toEqual([['teacher'], ['teacher']]);
  // A tab that comes now is told with the answer.
  const third = await socketOf('anna');
  const late = await must<AttachedTerminal>(ask(third, 'terminal:attach', { id: terminal.id, afterSeq: 0, cols: 80, rows: 24 }));
  expect(late.observers).toEqual(['teacher']);
  panel.ptys[0]?.emit('after');
  await expect.poll(() => seen).toBe('before after');
  told.length = 0;
  await must(ask(teacher, 'terminal:detach', { id: terminal.id }));
  await expect.poll(() => told).toEqual([[], []]);
  expect(panel.audited.filter(({ action }) => action === 'terminal.observe')).toEqual([]);
  const lines = await panel.runtime.db.auditEntry.findMany({ where: { action: 'terminal.observe' } });
  expect(lines.map(({ actorName, target, outcome }) => [actorName, target, outcome])).toEqual([
    ['teacher', `user:${people.anna.id}`, 'allowed'],
  ]);
});

test('the terminal that the student typed into last is at the end of the list', async () => {
  const other = await must<AttachedTerminal>(ask(anna, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 }));
  const teacher = await socketOf('teacher');
  const last = async () =>
    (await must<{ items: TerminalDto[] }>(ask(teacher, 'student-terminals:list', ofAnna()))).items.map(({ id }) => id);
  expect(await last()).toEqual([terminal.id, other.terminal.id]);
  await must(ask(anna, 'terminal:input', { id: terminal.id, data: Buffer.from('ls') }));
  expect(await last()).toEqual([other.terminal.id, terminal.id]);
});

test('who looks on can write nothing, resize nothing and end nothing', async () => {
  const teacher = await socketOf('teacher');
  await must(observe(teacher));
  for (const [event, input] of [
    ['terminal:input', { id: terminal.id, data: Buffer.from('reboot\n') }],
    ['terminal:resize', { id: terminal.id, cols: 10, rows: 10 }],
    ['terminal:close', { id: terminal.id }],
    ['terminal:attach', { id: terminal.id, afterSeq: 0, cols: 10, rows: 10 }],
  ] as const) {
    const answer = await ask(teacher, event, input as never);
    expect(answer.ok === false && answer.error.code, event).toBe('terminal_not_found');
  }
  expect(panel.ptys[0]?.typed().length).toBe(0);
  expect(panel.ptys[0]?.sizes).toEqual([]);
  expect(panel.ptys[0]?.closeCalls).toBe(0);
});

test('the size of the student’s window goes along', async () => {
  const teacher = await socketOf('teacher');
  const sizes: number[][] = [];
  teacher.on('terminal:sized', ({ afterSeq, cols, rows }) => sizes.push([afterSeq, cols, rows]));
  expect((await must<AttachedTerminal>(observe(teacher))).sizes).toEqual([{ afterSeq: 0, cols: 80, rows: 24 }]);
  panel.ptys[0]?.emit('abc');
  await must(ask(anna, 'terminal:resize', { id: terminal.id, cols: 100, rows: 30 }));
  await expect.poll(() => sizes).toEqual([[3, 100, 30]]);
});

test('nobody else looks on: not another student, not staff of another class, not at a node of another class', async () => {
  for (const name of ['boris', 'stranger'] as const) {
    const socket = await socketOf(name);
    for (const answer of [await observe(socket), await ask(socket, 'student-terminals:list', ofAnna())])
      expect(answer.ok === false && answer.error.code, name).toBe('not_found');
  }
  const elsewhere = await panel.addNode('node9', [people.anna]);
  const other = await must<AttachedTerminal>(ask(anna, 'terminal:open', { kind: 'host', node: elsewhere, cols: 80, rows: 24 }));
  const teacher = await socketOf('teacher');
  const { items } = await must<{ items: TerminalDto[] }>(ask(teacher, 'student-terminals:list', ofAnna()));
  expect(items.map(({ id }) => id)).toEqual([terminal.id]);
  const answer = await ask(teacher, 'terminal:observe', { ...ofAnna(), id: other.terminal.id, afterSeq: 0 });
  expect(answer.ok === false && answer.error.code).toBe('terminal_not_found');
});

test('who may no longer teach the class sees no more from that moment, nor who looks on at a node that leaves it', async () => {
  const { db, bus } = panel.runtime;
  const teacher = await socketOf('teacher');
  const ended: string[] = [];
  teacher.on('terminal:ended', ({ reason }) => ended.push(reason));
  const told: string[][] = [];
  anna.on('terminal:observed', ({ names }) => told.push(names));
  await must(observe(teacher));
  await db.enrolment.deleteMany({ where: { userId: people.teacher.id } });
  bus.publish('access.changed', { userId: people.teacher.id });
  await expect.poll(() => ended).toEqual(['access_revoked']);
  await expect.poll(() => told).toEqual([['teacher'], []]);
  await buildEnrolment(db, { classId, userId: people.teacher.id, role: 'instructor' });
  bus.publish('access.changed', { userId: people.teacher.id });
  await expect.poll(async () => (await observe(teacher)).ok).toBe(true);
  await db.node.update({ where: { id: nodeId }, data: { classId: idOf('other') } });
  bus.publish('node.updated', { nodeId });
  await expect.poll(() => ended).toEqual(['access_revoked', 'access_revoked']);
});

test('a tab that closes looks on no longer, and one that looks on twice is told once', async () => {
  const told: string[][] = [];
  anna.on('terminal:observed', ({ names }) => told.push(names));
  const teacher = await socketOf('teacher');
  await must(observe(teacher));
  await must(observe(teacher));
  await expect.poll(() => told.at(-1)).toEqual(['teacher']);
  const outputs: number[] = [];
  teacher.on('terminal:output', ({ seq }) => outputs.push(seq));
  panel.ptys[0]?.emit('x');
  await expect.poll(() => outputs).toEqual([1]);
  teacher.disconnect();
  await expect.poll(() => told.at(-1)).toEqual([]);
});
