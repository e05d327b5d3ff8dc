import { EventEmitter } from 'node:events';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeKeys } from '@/app/_api/hooks/keys';
import { createConnection, type PanelSocket, type RealtimeConnection, type RealtimeState } from './connection';

/** What socket.io-client gives a page, as far as the connection uses it. */
class FakeSocket extends EventEmitter {
  readonly io = Object.assign(new EventEmitter(), { opts: {} as Record<string, unknown>, engine: null });
  active = true;
  connects = 0;
  readonly sent: unknown[][] = [];
  connect(): void {
    this.connects++;
  }
  disconnect(): void {}
  override emit(event: string, ...args: unknown[]): boolean {
    this.sent.push([event, ...args]);
    return true;
  }
  /** As the panel says it. */
  hear(event: string, ...args: unknown[]): void {
    super.emit(event, ...args);
  }
}

let socket: FakeSocket;

const node = 'n'.repeat(24);
let client: QueryClient;
let connection: RealtimeConnection;
let states: RealtimeState[];

beforeEach(async () => {
  socket = new FakeSocket();
  client = new QueryClient();
  states = [];
  connection = createConnection(client, async () => ({ io: () => socket as unknown as PanelSocket }));
  connection.subscribe((state) => states.push(state));
  connection.open();
  await vi.waitFor(() => expect(socket.connects).toBe(1));
});
afterEach(() => connection.close());

const status = () => states.at(-1)?.status;
const isStale = () => client.getQueryState(nodeKeys.detail(node))?.isInvalidated;

test('a page that was away fetches everything again, and the first connection fetches nothing twice', () => {
  client.setQueryData(nodeKeys.detail(node), {});
  socket.hear('connect');
  expect([status(), isStale()]).toEqual(['online', false]);
  socket.hear('disconnect', 'transport close');
  expect(status()).toBe('lost');
  expect(states.at(-1)?.since).toBeGreaterThan(0);
  socket.hear('connect');
  expect([status(), states.at(-1)?.since, isStale()]).toEqual(['online', null, true]);
});

test('cut by the panel, the page asks once more, and one that is refused says so', () => {
  socket.hear('connect');
  socket.hear('disconnect', 'io server disconnect');
  expect(socket.connects).toBe(2);
  socket.active = false;
  socket.hear('connect_error');
  expect(status()).toBe('refused');
});

test('before the first connection a failure is no loss', () => {
  socket.hear('connect_error');
  expect(status()).toBe('connecting');
  socket.hear('connect');
  socket.hear('connect_error');
  expect(status()).toBe('lost');
});

test('a node is watched once for all who look at it, again after a reconnect, and then fetched anew', async () => {
  vi.useFakeTimers();
  const ends = [connection.watch({ node }), connection.watch({ node })];
  socket.hear('connect');
  await Promise.resolve();
  const watches = () => socket.sent.filter(([event]) => event === 'node:watch');
  expect(watches().map((sent) => sent[1])).toEqual([{ node }]);
  client.setQueryData(nodeKeys.detail(node), {});
  const answer = watches()[0]?.[2] as ((ack: unknown) => void) | undefined;
  answer?.({ ok: true });
  expect(isStale()).toBe(false);
  vi.advanceTimersByTime(60);
  expect(isStale()).toBe(true);
  socket.hear('disconnect', 'transport close');
  socket.hear('connect');
  await Promise.resolve();
  expect(watches()).toHaveLength(2);
  for (const end of ends) end();
  vi.useRealTimers();
});

test('what the panel tells is written or fetched: a node, its health, a job', () => {
  socket.hear('connect');
  client.setQueryData(nodeKeys.detail(node), { id: node });
  socket.hear('node:changed', { nodeId: node, name: 'node0', state: 'ready', topics: ['state'], revision: 2 });
  expect(isStale()).toBe(true);
  const sample = { at: '2026-01-01T00:00:00.000Z' };
  socket.hear('node:health', { nodeId: node, sample });
  expect(client.getQueryData(nodeKeys.healthNow(node))).toEqual(sample);
});
