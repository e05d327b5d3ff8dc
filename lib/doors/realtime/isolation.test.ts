import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientToServerEvents } from '@/lib/shared/realtime';
import { type AttachedTerminal, type TerminalDto, terminalIdSchema } from '@/lib/shared/realtime';
import { webContainer } from '@/lib/testing/fleet-double';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';
import { classListEvents } from './class-list-events';
import { courseEvents } from './course-events';
import { logEvents } from './log-events';
import { nodeEvents } from './node-events';
import { observeEvents } from './observe-events';
import { terminalEvents } from './terminal-events';
import { usageEvents } from './usage-events';

let panel: RealtimePanel;
let annaSocket: TestSocket;
let borisSocket: TestSocket;
let terminal: TerminalDto;
let logId: string;
let annaId: string;

beforeAll(async () => {
  panel = await startRealtimePanel();
  const [anna, boris] = [await panel.addUser('anna'), await panel.addUser('boris')];
  annaId = anna.id;
  await panel.addNode('node0', [anna]);
  await panel.addNode('node1', [boris]);
  // Anna's class; who learns in a class may not watch it, and another's is not there at all.
  await panel.runtime.db.class.create({ data: { id: 'c'.repeat(24), name: 'c', createdAt: new Date() } });
  annaSocket = panel.connect(anna.cookie);
  borisSocket = panel.connect(boris.cookie);
  await Promise.all([connected(annaSocket), connected(borisSocket)]);
  const attached = await must<AttachedTerminal>(
    ask(annaSocket, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 }),
  );
  terminal = attached.terminal;
  logId = (await must<{ id: string }>(ask(annaSocket, 'logs:follow', { node: 'node0', container: 'web' }))).id;
});
afterAll(() => panel.stop());

/** Every event with a good input that names something of Anna's. A new event without its line here fails the test below. */
function inputs(id: string, node: string, log: string, cls: string): Record<keyof ClientToServerEvents, unknown> {
  return {
    'node:watch': { node },
    'node:unwatch': { node },
    'nodes:watch': {},
    'nodes:unwatch': {},
    'class:watch': { class: cls },
    'class:unwatch': { class: cls },
    'lesson:watch': { class: cls },
    'lesson:unwatch': { class: cls },
    'board:watch': { class: cls },
    'board:unwatch': { class: cls },
    'class-list:watch': { class: cls, list: 'containers' },
    'class-list:unwatch': { class: cls, list: 'containers' },
    'terminal:open': { kind: 'exec', node, container: 'web', cols: 80, rows: 24 },
    'terminal:attach': { id, afterSeq: 0, cols: 80, rows: 24 },
    'terminal:input': { id, data: Buffer.from('reboot\n') },
    'terminal:resize': { id, cols: 10, rows: 10 },
    'terminal:ack': { id, seq: 0 },
    'terminal:detach': { id },
    'terminal:close': { id },
    'terminal:list': { node },
    'student-terminals:list': { class: cls, student: annaId },
    'terminal:observe': { class: cls, student: annaId, id, afterSeq: 0 },
    'logs:follow': { node, container: 'web' },
    'logs:unfollow': { id: log },
    'stats:watch': { node, container: 'web' },
    'stats:unwatch': { node, container: 'web' },
    'usage:watch': { node },
    'usage:unwatch': { node },
  };
}

/** Events that name nothing: what they show is held to the asker's own by the tests that follow. */
const unnamed = new Set(['nodes:watch', 'nodes:unwatch']);

test('on every event, what is another student’s answers exactly as what does not exist', async () => {
  const mine = inputs(terminal.id, terminal.nodeId, logId, 'c'.repeat(24));
  const none = inputs('f'.repeat(32), 'n0such0node0000000000000', 'e'.repeat(32), 'd'.repeat(24));
  expect(Object.keys(mine).sort()).toEqual(
    [...nodeEvents, ...courseEvents, ...classListEvents, ...terminalEvents, ...observeEvents, ...logEvents, ...usageEvents]
      .map((e) => e.name)
      .sort(),
  );
  for (const event of Object.keys(mine) as Array<keyof ClientToServerEvents>) {
    if (unnamed.has(event)) continue;
    const theirs = await ask(borisSocket, event, mine[event] as never);
    const nothing = await ask(borisSocket, event, none[event] as never);
    expect(theirs.ok, event).toBe(false);
    expect(nothing.ok, event).toBe(false);
    if (theirs.ok || nothing.ok) continue;
    expect(theirs.error.code, event).toMatch(/^(not_found|terminal_not_found)$/);
    expect({ ...theirs.error, requestId: '' }, event).toEqual({ ...nothing.error, requestId: '' });
  }
  expect(panel.ptys).toHaveLength(1);
  expect(panel.ptys[0]?.typed().length).toBe(0);
  expect(panel.ptys[0]?.sizes).toEqual([]);
  expect(panel.ptys[0]?.closeCalls).toBe(0);
  expect(panel.logs.get(terminal.nodeId)?.aborted).toBe(false);
});

test('the same by name, and the refusals stand in the audit', async () => {
  const ack = await ask(borisSocket, 'node:watch', { node: 'node0' });
  expect(ack.ok === false && ack.error.code).toBe('not_found');
  expect(panel.audited.filter((a) => a.outcome === 'refused' && a.actorName === 'boris').length).toBeGreaterThan(0);
});

test('watching everything means everything one may read', async () => {
  const watched = await must<{ nodes: Array<{ nodeId: string }> }>(ask(borisSocket, 'nodes:watch', {}));
  expect(watched.nodes).toHaveLength(1);
  const heard: string[] = [];
  borisSocket.on('node:changed', (event) => heard.push(event.nodeId));
  const change = { name: 'x', state: 'ready', topics: ['containers'], revision: 8 } as const;
  panel.runtime.bus.publish('node.changed', { ...change, topics: ['containers'], nodeId: terminal.nodeId });
  panel.runtime.bus.publish('node.changed', { ...change, topics: ['containers'], nodeId: watched.nodes[0]?.nodeId ?? '' });
  await expect.poll(() => heard).toEqual([watched.nodes[0]?.nodeId]);
});

test('what the doctor finds goes to who may see the node, and to no other', async () => {
  const watched = await must<{ nodes: Array<{ nodeId: string }> }>(ask(borisSocket, 'nodes:watch', {}));
  const heard: string[] = [];
  borisSocket.on('doctor:changed', (report) => heard.push(report.nodeId));
  const report = { nodeName: 'x', at: new Date(0).toISOString(), state: 'done', light: 'green', findings: [] } as const;
  panel.runtime.bus.publish('doctor.changed', { ...report, findings: [], nodeId: terminal.nodeId });
  panel.runtime.bus.publish('doctor.changed', { ...report, findings: [], nodeId: watched.nodes[0]?.nodeId ?? '' });
  await expect.poll(() => heard).toEqual([watched.nodes[0]?.nodeId]);
});

test('output goes to the tab that attached and to no other', async () => {
  const seen: string[] = [];
  borisSocket.on('terminal:output', (event) => seen.push(event.id));
  const output = new Promise<string>((resolve) =>
    annaSocket.once('terminal:output', (event) => resolve(Buffer.from(event.data).toString())),
  );
  panel.ptys[0]?.emit('secret');
  expect(await output).toBe('secret');
  await must(ask(borisSocket, 'nodes:unwatch', {}));
  expect(seen).toEqual([]);
});

test('opening and closing stand in the audit with who, where and how it ended', async () => {
  const attached = await must<AttachedTerminal>(
    ask(annaSocket, 'terminal:open', { kind: 'exec', node: 'node0', container: 'web', cols: 80, rows: 24 }),
  );
  expect(terminalIdSchema.safeParse(attached.terminal.id).success).toBe(true);
  await must(ask(annaSocket, 'terminal:close', { id: attached.terminal.id }));
  const mine = panel.audited.filter(
    (a) => a.target === `container:${terminal.nodeId}/${webContainer.id}` || a.target === `container:${terminal.nodeId}/web`,
  );
  expect(mine.map((a) => [a.action, a.outcome, a.actorName])).toEqual([
    ['terminal.open', 'allowed', 'anna'],
    ['terminal.close', 'allowed', 'anna'],
  ]);
  const failed = await ask(annaSocket, 'terminal:open', { kind: 'exec', node: 'node0', container: 'gone', cols: 80, rows: 24 });
  expect(failed.ok === false && failed.error.code).toBe('container_not_found');
  expect(panel.audited.at(-1)).toMatchObject({
    action: 'terminal.open',
    outcome: 'failed',
    detail: { code: 'container_not_found' },
  });
});
