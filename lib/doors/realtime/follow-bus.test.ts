import { expect, test } from 'vitest';
import { busEvents } from '@/lib/gateways/bus/bus-events';
import { startRealtimePanel } from '@/lib/testing/realtime-panel';
import { attachRealtime } from './attach-realtime';

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
