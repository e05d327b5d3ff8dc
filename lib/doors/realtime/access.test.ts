import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sessionText } from '@/lib/features/accounts/session';
import { signOut } from '@/lib/features/accounts/sessions';
import type { AttachedTerminal, TerminalEnd } from '@/lib/shared/realtime';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let anna: { id: string; cookie: string };
let nodeId: string;
let socket: TestSocket;

beforeEach(async () => {
  panel = await startRealtimePanel();
  anna = await panel.addUser('anna');
  nodeId = await panel.addNode('node0', [anna]);
  socket = panel.connect(anna.cookie);
  await connected(socket);
});
afterEach(() => panel.stop());

const openShell = () => must<AttachedTerminal>(ask(socket, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 }));
const isDisconnected = (s: TestSocket) => expect.poll(() => s.connected, { timeout: 15_000 }).toBe(false);

function change(topic: 'containers' | 'images', revision: number): void {
  panel.runtime.bus.publish('node.changed', { nodeId, name: 'node0', state: 'ready', topics: [topic], revision });
}

test('a student whose node is taken hears no more of it, and their terminal and log on it end', async () => {
  await must(ask(socket, 'node:watch', { node: 'node0' }));
  await must(ask(socket, 'logs:follow', { node: 'node0', container: 'web' }));
  const { terminal } = await openShell();
  const heard: number[] = [];
  socket.on('node:changed', (event) => heard.push(event.revision));
  change('images', 8);
  await expect.poll(() => heard).toEqual([8]);
  const ended = new Promise<TerminalEnd>((resolve) => socket.once('terminal:ended', (event) => resolve(event.reason)));
  await panel.runtime.db.assignment.deleteMany({ where: { nodeId } });
  panel.runtime.bus.publish('access.changed', { userId: anna.id });
  expect(await ended).toBe('access_revoked');
  expect(panel.ptys[0]?.closeCalls).toBe(1);
  await expect.poll(() => panel.logs.get(nodeId)?.aborted).toBe(true);
  expect(socket.connected).toBe(true);
  change('containers', 9);
  const again = await ask(socket, 'terminal:attach', { id: terminal.id, afterSeq: 0, cols: 80, rows: 24 });
  expect(again.ok === false && again.error.code).toBe('terminal_closed');
  expect(heard).toEqual([8]);
});

test('disabling an account disconnects its tabs and ends its terminals, also those no tab looks at', async () => {
  await openShell();
  const other = panel.connect(anna.cookie);
  await connected(other);
  socket.disconnect();
  await panel.runtime.db.user.update({ where: { id: anna.id }, data: { disabledAt: new Date(), sessionEpoch: 1 } });
  panel.runtime.bus.publish('access.changed', { userId: anna.id });
  await isDisconnected(other);
  await expect.poll(() => panel.ptys[0]?.closeCalls).toBe(1);
});

test('a change made by another process, which nothing announces, is found within seconds', async () => {
  await openShell();
  const ben = await panel.addUser('Ben');
  const others = [panel.connect(ben.cookie), panel.connect(ben.cookie)];
  await Promise.all(others.map(connected));
  await panel.runtime.db.user.update({ where: { id: anna.id }, data: { disabledAt: new Date(), sessionEpoch: 1 } });
  await isDisconnected(socket);
  await expect.poll(() => panel.ptys[0]?.closeCalls).toBe(1);
  expect(others.map((other) => other.connected)).toEqual([true, true]);
});

test('a new password signs other tabs out, and the shells stay for the session that goes on', async () => {
  const { terminal } = await openShell();
  await panel.runtime.db.user.update({ where: { id: anna.id }, data: { sessionEpoch: 1 } });
  const kept = await panel.cookieFor(anna.id, 1);
  panel.runtime.bus.publish('access.changed', { userId: anna.id });
  await isDisconnected(socket);
  socket = panel.connect(kept);
  await connected(socket);
  const back = await must<AttachedTerminal>(ask(socket, 'terminal:attach', { id: terminal.id, afterSeq: 0, cols: 80, rows: 24 }));
  expect(back.terminal.id).toBe(terminal.id);
});

test('signing out cuts the tabs of that session at once; the shells end with the last session', async () => {
  await openShell();
  const phone = await panel.cookieFor(anna.id, 0);
  const other = panel.connect(phone);
  await connected(other);
  await leave(anna.cookie);
  await isDisconnected(socket);
  expect(other.connected).toBe(true);
  // The answer comes after the review that the sign-out began.
  await must(ask(other, 'node:watch', { node: 'node0' }));
  expect(panel.ptys[0]?.closeCalls).toBe(0);
  await leave(phone);
  await isDisconnected(other);
  await expect.poll(() => panel.ptys[0]?.closeCalls).toBe(1);
  await expect(connected(panel.connect(phone))).rejects.toMatchObject({ message: 'unauthenticated' });
});

async function leave(cookie: string): Promise<void> {
  await signOut(panel.runtime, { sid: (await sessionText(panel.runtime, cookie)) ?? '', address: null });
}

test('an instructor stops hearing a node that left their class, and hears it again when it is back', async () => {
  const { db, bus } = panel.runtime;
  const made = { createdAt: new Date() };
  for (const name of ['a', 'b']) await db.class.create({ data: { id: name.repeat(24), name, ...made } });
  const teacher = await panel.addUser('teacher', 'instructor');
  await db.enrolment.create({ data: { classId: 'a'.repeat(24), userId: teacher.id, role: 'instructor', ...made } });
  const move = async (classId: string) => {
    await db.node.update({ where: { id: nodeId }, data: { classId } });
    bus.publish('node.updated', { nodeId });
  };
  await db.node.update({ where: { id: nodeId }, data: { classId: 'a'.repeat(24) } });
  const tab = panel.connect(teacher.cookie);
  await connected(tab);
  await must(ask(tab, 'node:watch', { node: 'node0' }));
  await must(ask(tab, 'logs:follow', { node: 'node0', container: 'web' }));
  const heard: number[] = [];
  tab.on('node:changed', (event) => heard.push(event.revision));
  change('images', 8);
  await expect.poll(() => heard).toEqual([8]);
  await move('b'.repeat(24));
  await expect.poll(() => panel.logs.get(nodeId)?.aborted).toBe(true);
  change('containers', 9);
  const watched = await ask(tab, 'node:watch', { node: 'node0' });
  expect(watched.ok === false && watched.error.code).toBe('not_found');
  expect(heard).toEqual([8]);
  await move('a'.repeat(24));
  await must(ask(tab, 'node:watch', { node: 'node0' }));
  change('images', 10);
  await expect.poll(() => heard).toEqual([8, 10]);
});

test('a node taken while its shell is still being opened gives nobody a shell', async () => {
  panel.beforeOpen = async () => {
    await panel.runtime.db.assignment.deleteMany({ where: { nodeId } });
    panel.runtime.bus.publish('access.changed', { userId: anna.id });
  };
  const ack = await ask(socket, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 });
  expect(ack.ok === false && ack.error.code).toBe('not_found');
  expect(panel.ptys[0]?.closeCalls).toBe(1);
});

test('a tab that leaves while its shell is being opened leaves no shell behind', async () => {
  let openNow: () => void = () => {};
  const opening = new Promise<void>((resolve) => {
    panel.beforeOpen = () =>
      new Promise<void>((go) => {
        openNow = go;
        resolve();
      });
  });
  socket.emit('terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 }, () => {});
  await opening;
  socket.disconnect();
  // The server has noticed before the shell is there.
  await expect.poll(() => panel.sockets()).toBe(0);
  openNow();
  await expect.poll(() => panel.ptys[0]?.closeCalls).toBe(1);
  expect(panel.runtime.terminals.list(anna.id)).toEqual([]);
});

test('who watches everything follows a node that is assigned later, and hears of it at once', async () => {
  const first = await must<{ nodes: Array<{ nodeId: string; revision: number }> }>(ask(socket, 'nodes:watch', {}));
  expect(first.nodes).toEqual([{ nodeId, revision: 7 }]);
  const heard: Array<[string, number]> = [];
  socket.on('node:changed', (event) => heard.push([event.name, event.revision]));
  const later = await panel.addNode('node1', [anna]);
  panel.runtime.bus.publish('access.changed', { userId: anna.id });
  await expect.poll(() => heard).toEqual([['node1', 7]]);
  panel.runtime.bus.publish('node.changed', { nodeId: later, name: 'node1', state: 'ready', topics: ['images'], revision: 8 });
  await expect.poll(() => heard.at(-1)).toEqual(['node1', 8]);
  panel.runtime.bus.publish('node.deleted', { nodeId: later });
  panel.runtime.bus.publish('node.changed', { nodeId: later, name: 'node1', state: 'ready', topics: ['images'], revision: 9 });
  await must(ask(socket, 'nodes:unwatch', {}));
  expect(heard).toHaveLength(2);
});

test('who watches a class hears its nodes, one that comes to it later too, and none of another class', async () => {
  const { db, bus } = panel.runtime;
  const [own, other] = ['a'.repeat(24), 'b'.repeat(24)];
  for (const id of [own, other]) await db.class.create({ data: { id, name: id, createdAt: new Date() } });
  const teacher = await panel.addUser('teacher', 'instructor');
  for (const classId of [own, other])
    await db.enrolment.create({ data: { classId, userId: teacher.id, role: 'instructor', createdAt: new Date() } });
  const move = async (id: string, classId: string) => {
    await db.node.update({ where: { id }, data: { classId } });
    bus.publish('node.updated', { nodeId: id });
  };
  const watch = vi.spyOn(panel.runtime.fleet, 'watch');
  const [first, later] = [await panel.addNode('first', []), await panel.addNode('later', [])];
  await move(first, own);
  await move(later, other);
  const tab = panel.connect(teacher.cookie);
  await connected(tab);
  const heard: Array<[string, number]> = [];
  tab.on('node:changed', ({ nodeId: of, revision }) => heard.push([of, revision]));
  const tell = (id: string, revision: number) =>
    bus.publish('node.changed', { nodeId: id, name: 'x', state: 'ready', topics: ['images'], revision });
  expect(await must(ask(tab, 'class:watch', { class: own }))).toEqual({ nodes: [{ nodeId: first, revision: 7 }] });
  tell(first, 8);
  tell(later, 8);
  await expect.poll(() => heard).toEqual([[first, 8]]);
  // The node's own change of class is announced to the tab as a change of the node.
  await move(later, own);
  await expect
    .poll(() => heard)
    .toEqual([
      [first, 8],
      [later, 7],
    ]);
  tell(later, 9);
  await expect.poll(() => heard.at(-1)).toEqual([later, 9]);
  await move(later, other);
  await expect.poll(() => watch.mock.calls.at(-1)).toEqual([later, false]);
  tell(later, 10);
  await must(ask(tab, 'class:unwatch', { class: own }));
  tell(first, 11);
  await must(ask(tab, 'terminal:list', {}));
  expect(heard).toEqual([
    [first, 8],
    [later, 7],
    [later, 9],
  ]);
});

test('who teaches a class no longer hears no more of its nodes, and may not watch it', async () => {
  const { db, bus } = panel.runtime;
  const cls = 'a'.repeat(24);
  await db.class.create({ data: { id: cls, name: 'a', createdAt: new Date() } });
  const teacher = await panel.addUser('teacher', 'instructor');
  await db.enrolment.create({ data: { classId: cls, userId: teacher.id, role: 'instructor', createdAt: new Date() } });
  // Assigned too: the node stays readable, as one of their own and not as one of the class.
  const id = await panel.addNode('first', [teacher]);
  await db.node.update({ where: { id }, data: { classId: cls } });
  const tab = panel.connect(teacher.cookie);
  await connected(tab);
  const watch = vi.spyOn(panel.runtime.fleet, 'watch');
  await must(ask(tab, 'class:watch', { class: cls }));
  expect(watch.mock.calls).toEqual([[id, true]]);
  await db.enrolment.deleteMany({ where: { userId: teacher.id } });
  bus.publish('access.changed', { userId: teacher.id });
  await expect.poll(() => watch.mock.calls.at(-1)).toEqual([id, false]);
  const again = await ask(tab, 'class:watch', { class: cls });
  expect(again.ok === false && again.error.code).toBe('not_found');
});

test('progress of a job goes to who watches its node', async () => {
  const heard: number[] = [];
  socket.on('jobs:changed', (jobs) => heard.push(...jobs.map(({ revision }) => revision)));
  const job = {
    id: 'j',
    kind: 'image.pull',
    nodeName: 'node0',
    operationId: null,
    state: 'running',
    subject: 'ubuntu',
    progress: null,
    error: null,
    createdBy: null,
    cancelledBy: null,
    createdAt: '',
    startedAt: null,
    endedAt: null,
  } as const;
  panel.runtime.bus.publish('job.changed', { ...job, nodeId, revision: 1 });
  await must(ask(socket, 'node:watch', { node: 'node0' }));
  panel.runtime.bus.publish('job.changed', { ...job, nodeId, revision: 2 });
  panel.runtime.bus.publish('job.changed', { ...job, nodeId: 'x'.repeat(24), revision: 3 });
  await expect.poll(() => heard).toEqual([2]);
  await must(ask(socket, 'node:unwatch', { node: 'node0' }));
  panel.runtime.bus.publish('job.changed', { ...job, nodeId, revision: 4 });
  await must(ask(socket, 'terminal:list', { node: 'node0' }));
  expect(heard).toEqual([2]);
});

test('an operation is told to who watches one of its nodes, once for all of them, and when it changes itself to who began it', async () => {
  const second = await panel.addNode('node1', [anna]);
  for (const node of ['node0', 'node1']) await must(ask(socket, 'node:watch', { node }));
  const heard: string[] = [];
  socket.on('operation:changed', ({ operationId }) => heard.push(operationId));
  const { bus } = panel.runtime;
  bus.publish('operation.changed', { operationId: 'other', nodeIds: ['x'.repeat(24)], createdById: null });
  bus.publish('operation.changed', { operationId: 'own', nodeIds: [nodeId], createdById: null });
  bus.publish('operation.changed', { operationId: 'own', nodeIds: [second], createdById: null });
  await expect.poll(() => heard).toEqual(['own']);
  bus.publish('operation.changed', { operationId: 'of another', nodeIds: ['x'.repeat(24)], createdById: 'x'.repeat(24) });
  bus.publish('operation.changed', { operationId: 'begun', nodeIds: ['x'.repeat(24)], createdById: anna.id });
  await expect.poll(() => heard).toEqual(['own', 'begun']);
});

test('a node that is taken out of the register has no room any more, whatever is told of it', async () => {
  await must(ask(socket, 'node:watch', { node: 'node0' }));
  const heard: number[] = [];
  socket.on('node:changed', ({ revision }) => heard.push(revision));
  change('images', 8);
  await expect.poll(() => heard).toEqual([8]);
  panel.runtime.bus.publish('node.deleted', { nodeId });
  change('images', 9);
  await must(ask(socket, 'terminal:list', { node: 'node0' }));
  expect(heard).toEqual([8]);
});

test('a node taken while its watching is still looked up is not watched', async () => {
  const { db, bus } = panel.runtime;
  const heard: number[] = [];
  socket.on('node:changed', ({ revision }) => heard.push(revision));
  const find = db.node.findMany.bind(db.node);
  let looks = 0;
  let reviewed = false;
  vi.spyOn(db.node, 'findMany').mockImplementation((async (query: never) => {
    const isFirst = looks++ === 0;
    const rows = await find(query);
    if (isFirst) {
      await db.assignment.deleteMany({ where: { nodeId } });
      bus.publish('access.changed', { userId: anna.id });
      await expect.poll(() => reviewed).toBe(true);
    } else
      setImmediate(() => {
        reviewed = true;
      });
    return rows;
  }) as never);
  await ask(socket, 'node:watch', { node: 'node0' });
  change('images', 8);
  await must(ask(socket, 'terminal:list', {}));
  expect(heard).toEqual([]);
});

test('a thousand keys wait while the account is looked up anew, those beyond are refused', async () => {
  const { terminal } = await openShell();
  const { db, bus } = panel.runtime;
  const find = db.session.findMany.bind(db.session);
  let go: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  vi.spyOn(db.session, 'findMany').mockImplementation((async (query: never) => {
    await gate;
    return find(query);
  }) as never);
  bus.publish('access.changed', { userId: anna.id });
  const answers: string[] = [];
  const key = { id: terminal.id, data: Buffer.from('x') };
  for (let n = 0; n < 1_010; n++) socket.emit('terminal:input', key, (ack) => answers.push(ack.ok ? 'ok' : ack.error.code));
  await expect.poll(() => answers).toEqual(Array(10).fill('rate_limited'));
  go();
  await expect.poll(() => answers.filter((answer) => answer === 'ok').length).toBe(1_000);
});
