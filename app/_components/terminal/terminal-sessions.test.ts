import { expect, test } from 'vitest';
import type { TerminalDto } from '@/lib/shared/realtime';
import { ScriptedSocket } from './scripted-socket';
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
const screen = { write: (_data: Uint8Array, drawn: () => void) => drawn(), reset: () => {} };

function started(items: TerminalDto[], first: ConstructorParameters<typeof TerminalSessions>[2] = null) {
  const socket = new ScriptedSocket();
  const sessions = new TerminalSessions(socket.port, 'node0', first);
  sessions.start();
  socket.answer('terminal:list', { items });
  return { socket, sessions };
}

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
  expect(first?.request).toEqual({ kind: 'exec', node: 'n1', container: 'id-web' });
  expect(first?.client.getView()).toMatchObject({ terminal: null, state: { name: 'waiting' } });
  expect(second?.client.getView().terminal?.id).toBe(dto('b').id);
});

test('the page leaves its shells alone and listens no more', () => {
  const { socket, sessions } = started([dto('a')]);
  sessions.stop();
  expect(socket.all('terminal:close')).toEqual([]);
  expect(socket.listening).toBe(0);
});
