import { expect, test } from 'vitest';
import type { TerminalDto } from '@/lib/shared/realtime';
import { ScriptedSocket } from '@/lib/testing/scripted-socket';
import { TerminalSessions } from './terminal-sessions';

const dto = (letter: string, container: string | null = null): TerminalDto => ({
  id: letter.repeat(32),
  kind: container ? 'exec' : 'host',
  nodeId: 'n1',
  nodeName: 'node0',
  containerId: container && `id-${container}`,
  containerName: container,
  loginUser: container ? null : 'ubuntu',
  state: 'open',
  createdAt: '2026-01-01T00:00:00.000Z',
});
const screen = { write: (_data: Uint8Array, drawn: () => void) => drawn(), reset: () => {}, setSize: () => {} };

function started(items: TerminalDto[], first: ConstructorParameters<typeof TerminalSessions>[2] = null) {
  const socket = new ScriptedSocket();
  const sessions = new TerminalSessions(socket.port, 'node0', first);
  sessions.start();
  socket.answer('terminal:list', { items });
  return { socket, sessions };
}

test('what the reader came for is opened in front of what there is', () => {
  const socket = new ScriptedSocket();
  const sessions = new TerminalSessions(socket.port, 'node0', null);
  const request = { kind: 'exec', node: 'node0', container: 'web', command: ['ls'] } as const;
  sessions.wish({ ...request, command: [...request.command] });
  sessions.start();
  socket.answer('terminal:list', { items: [dto('a')] });
  const { tabs, activeKey } = sessions.getView();
  expect(tabs).toHaveLength(2);
  expect(tabs.find(({ key }) => key === activeKey)?.request).toEqual(request);
});

test('a terminal of a container that was attached to is attached to again', () => {
  const { sessions } = started([{ ...dto('a', 'web'), kind: 'attach' }]);
  expect(sessions.getView().tabs[0]?.request).toEqual({ kind: 'attach', node: 'n1', container: 'web' });
});

test('terminals that live already are taken up again, and no other is opened', () => {
  const { socket, sessions } = started([dto('a'), dto('b', 'web')]);
  expect(sessions.getView().tabs.map((tab) => tab.client.getView().terminal?.id)).toEqual([dto('a').id, dto('b').id]);
  for (const tab of sessions.getView().tabs) tab.client.show(screen, 80, 24);
  expect(socket.all('terminal:attach').map((sent) => sent.input.afterSeq)).toEqual([0, 0]);
  expect(socket.all('terminal:open')).toEqual([]);
});

test('a node without terminals gets a shell at once', () => {
  const { sessions } = started([]);
  expect(sessions.getView().tabs.map((tab) => tab.request)).toEqual([{ kind: 'host', node: 'node0' }]);
});

test('who comes for a container gets it, beside what lives already', () => {
  const { sessions } = started([dto('a')], { kind: 'exec', node: 'node0', container: 'web' });
  const view = sessions.getView();
  expect(view.tabs).toHaveLength(2);
  expect(view.tabs.find((tab) => tab.key === view.activeKey)?.request).toEqual({ kind: 'exec', node: 'node0', container: 'web' });
});

test('closing ends the shell, the neighbour comes forward', () => {
  const { socket, sessions } = started([dto('a'), dto('b')]);
  const [a, b] = sessions.getView().tabs;
  sessions.activate(b?.key ?? '');
  sessions.close(b?.key ?? '');
  expect(socket.last('terminal:close').input).toEqual({ id: dto('b').id });
  expect(sessions.getView()).toMatchObject({ activeKey: a?.key, tabs: [a] });
});

test('a new one like an ended one takes its place', () => {
  const { sessions } = started([dto('a', 'web'), dto('b')]);
  const key = sessions.getView().tabs[0]?.key ?? '';
  sessions.reopen(key);
  const [first, second] = sessions.getView().tabs;
  expect(first?.request).toEqual({ kind: 'exec', node: 'n1', container: 'web' });
  expect(first?.client.getView()).toMatchObject({ terminal: null, state: { name: 'waiting' } });
  expect(second?.client.getView().terminal?.id).toBe(dto('b').id);
});

test('the page leaves its shells alone and listens no more', () => {
  const { socket, sessions } = started([dto('a')]);
  sessions.stop();
  expect(socket.all('terminal:close')).toEqual([]);
  expect(socket.listening).toBe(0);
});

test('after a lost connection, what was opened elsewhere meanwhile is there too, and nothing twice', () => {
  const { socket, sessions } = started([dto('a')]);
  const front = sessions.getView().activeKey;
  socket.drop();
  socket.comeBack();
  socket.answer('terminal:list', { items: [dto('a'), dto('b', 'web')] });
  expect(sessions.getView().tabs.map((tab) => tab.client.getView().terminal?.id)).toEqual([dto('a').id, dto('b').id]);
  expect(sessions.getView().activeKey).toBe(front);
  // While one is being opened, the list may have it already.
  sessions.open({ kind: 'host', node: 'node0' });
  sessions.getView().tabs.at(-1)?.client.show(screen, 80, 24);
  socket.drop();
  socket.comeBack();
  sessions.open({ kind: 'host', node: 'node0' });
  sessions.getView().tabs.at(-1)?.client.show(screen, 80, 24);
  const before = sessions.getView().tabs.length;
  socket.answer('terminal:list', { items: [dto('a'), dto('b', 'web'), dto('c')] });
  expect(sessions.getView().tabs).toHaveLength(before);
});

test('a shell of the guided root login is not in front, and does not stand for a shell of one\u2019s own', () => {
  const guided: TerminalDto = { ...dto('g'), as: 'login' };
  const { sessions } = started([dto('a'), guided]);
  const view = sessions.getView();
  expect(view.tabs.find((tab) => tab.key === view.activeKey)?.client.getView().terminal?.id).toBe(dto('a').id);
  const alone = started([guided]).sessions.getView();
  expect(alone.tabs).toHaveLength(2);
  expect(alone.tabs.find((tab) => tab.key === alone.activeKey)?.request).toEqual({ kind: 'host', node: 'node0' });
});

test('a name that was given is kept for the terminal, and an empty one takes it back', () => {
  const kept = new Map<string, string | null>([[dto('a').id, 'build']]);
  const socket = new ScriptedSocket();
  const names = { get: (id: string) => kept.get(id) ?? null, set: (id: string, name: string | null) => void kept.set(id, name) };
  const sessions = new TerminalSessions(socket.port, 'node0', null, null, names);
  sessions.start();
  socket.answer('terminal:list', { items: [dto('a')] });
  const key = sessions.getView().tabs[0]?.key ?? '';
  expect(sessions.getView().tabs[0]?.name).toBe('build');
  sessions.rename(key, `  ${'x'.repeat(60)}  `);
  expect(kept.get(dto('a').id)).toBe('x'.repeat(40));
  sessions.rename(key, ' ');
  expect([sessions.getView().tabs[0]?.name, kept.get(dto('a').id)]).toEqual([null, null]);
});
