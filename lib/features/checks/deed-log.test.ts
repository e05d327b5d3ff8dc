import { expect, test } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createDeedLog } from './deed-log';
import type { Deed } from './kind';

const event = (atMs: number, over: Partial<DockerEvent> = {}): DockerEvent => ({
  ...{ kind: 'container', action: 'start', id: 'c'.repeat(64), name: 'web', exitCode: null, image: 'ubuntu', atMs },
  ...over,
});

/** A log over a node whose daemon remembers `past`. */
function logOver(past: () => { events: DockerEvent[]; isFull: boolean }, daemon = () => '1:1') {
  const bus = createBus((error) => {
    throw error;
  });
  const asked: number[] = [];
  const pastEvents = async (since: number) => {
    asked.push(since);
    return past();
  };
  const fleet = createFleetDouble({
    engine: () => ({ system: { pastEvents } }),
    connection: () => ({ run: async () => ({ code: 0, stdout: Buffer.from(daemon()), stderr: Buffer.alloc(0) }) }),
  });
  const seen: Deed[] = [];
  bus.subscribe('deed.seen', ({ deed }) => seen.push(deed));
  const log = createDeedLog({ fleet, bus, log: createMemoryLog(), hasShell: () => false });
  const tell = (...events: DockerEvent[]) => {
    for (const one of events) bus.publish('docker.told', { nodeId: 'n', event: one });
  };
  return { bus, log, seen, asked, tell };
}
const opened = event(0, { kind: 'other', action: 'subscribed', id: '' });
const from = { ms: 10, daemon: '1:1' };

test('what Docker tells is told on and kept; what it told before somebody asked is asked for once', async () => {
  const d = logOver(() => ({ events: [event(11)], isFull: false }));
  d.tell(opened, event(20));
  expect(d.seen).toMatchObject([{ atMs: 20, image: 'ubuntu' }]);
  expect((await d.log.since('n', from)).deeds.map(({ atMs }) => atMs)).toEqual([11, 20]);
  expect(await d.log.since('n', from)).toMatchObject({ hasGap: false, deeds: { length: 2 } });
  expect(d.asked).toEqual([10]);
  d.log.stop();
  d.tell(event(30));
  expect(d.seen).toHaveLength(2);
});

test('what happened while a node was away is asked for when it is back, and told', async () => {
  const past = [event(11)];
  const d = logOver(() => ({ events: past, isFull: false }));
  await d.log.since('n', from);
  past.push(event(15));
  d.tell(opened);
  d.bus.publish('node.changed', { nodeId: 'n', name: 'n', state: 'ready', topics: ['state'], revision: 1 });
  await expect.poll(() => d.seen.map(({ atMs }) => atMs)).toEqual([11, 15]);
  expect(await d.log.since('n', from)).toMatchObject({ hasGap: false });
});

test('more than the daemon remembers, or another daemon, is a gap', async () => {
  const full = logOver(() => ({ events: [event(90)], isFull: true }));
  expect(await full.log.since('n', from)).toMatchObject({ hasGap: true, deeds: [{ atMs: 90 }] });
  const restarted = logOver(
    () => ({ events: [], isFull: false }),
    () => '9:9',
  );
  expect(await restarted.log.since('n', from)).toMatchObject({ hasGap: true, deeds: [] });
  const other = logOver(() => ({ events: [], isFull: false }));
  expect(await other.log.since('n', from)).toMatchObject({ hasGap: false });
});

test('a daemon that cannot be asked is an error, and the next question asks again', async () => {
  let isDown = true;
  const d = logOver(() => {
    if (isDown) throw new Error('down');
    return { events: [], isFull: false };
  });
  await expect(d.log.since('n', from)).rejects.toThrow('down');
  isDown = false;
  expect(await d.log.since('n', from)).toMatchObject({ hasGap: false });
});
