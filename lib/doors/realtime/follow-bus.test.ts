import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { createLogger } from '@/lib/core/log';
import type { Runtime } from '@/lib/core/runtime';
import { createBus } from '@/lib/gateways/bus/bus';
import { busEvents } from '@/lib/gateways/bus/bus-events';
import { startRealtimePanel } from '@/lib/testing/realtime-panel';
import type { AccountsPort } from './accounts-port';
import { attachRealtime } from './attach-realtime';
import { followBus } from './follow-bus';
import type { RealtimeServer } from './socket-session';

afterEach(() => void vi.useRealTimers());

test('tabs are told of exactly the events that are for everybody: they may be connected to any process', async () => {
  const panel = await startRealtimePanel();
  const heard: string[] = [];
  const { bus } = panel.runtime;
  const subscribe: typeof bus.subscribe = (event, listener) => {
    heard.push(event);
    return bus.subscribe(event, listener);
  };
  const second = attachRealtime(panel.server, { ...panel.runtime, bus: { ...bus, subscribe } });
  await second.close();
  await panel.stop();
  const forEverybody = Object.entries(busEvents).flatMap(([event, { scope }]) => (scope === 'everybody' ? event : []));
  // Heard by the boards of each process, which tell their viewers with their next change.
  heard.push('presence.changed');
  expect(heard.toSorted()).toEqual(forEverybody.toSorted());
});

test('an operation is told at most each 400 ms, to the rooms of all its nodes that changed, with the last change in it', () => {
  vi.useFakeTimers();
  const bus = createBus(() => {});
  const told: string[] = [];
  const startMs = Date.now();
  const io = {
    of: () => ({ adapter: new EventEmitter() }),
    to: (rooms: string[]) => ({ emit: (event: string) => told.push(`${Date.now() - startMs} ${event} ${rooms.join()}`) }),
  };
  const runtime = { bus, log: createLogger('silent') };
  const follower = followBus(io as unknown as RealtimeServer, runtime as unknown as Runtime, {} as AccountsPort, new Set());
  for (let i = 0; i < 200; i++) {
    bus.publish('operation.changed', { operationId: 'o', nodeIds: [`n${i % 2}`], createdById: null });
    vi.advanceTimersByTime(5);
  }
  bus.publish('operation.changed', { operationId: 'o', nodeIds: ['last'], createdById: 'somebody' });
  vi.advanceTimersByTime(1_000);
  follower.stop();
  const both = 'operation:changed node:n0,node:n1';
  expect(told).toEqual([`400 ${both}`, `800 ${both}`, `1200 ${both},node:last,user:somebody`]);
});
