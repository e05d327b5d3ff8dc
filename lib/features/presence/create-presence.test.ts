import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createPresence } from './create-presence';
import type { Presence } from './presence';

let written: Array<{ ids: string[]; at: string }>;
let told: string[];
let presence: Presence;
let refuses = false;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T09:00:00Z') });
  [written, told, refuses] = [[], [], false];
  const bus = createBus((error) => {
    throw error;
  });
  bus.subscribe('presence.changed', ({ userId, online }) => told.push(`${userId} ${online}`));
  const updateMany = async ({ where, data }: { where: { id: { in: string[] } }; data: { lastSeenAt: Date } }) => {
    if (refuses) throw new Error('The disk is full.');
    written.push({ ids: [...where.id.in].sort(), at: data.lastSeenAt.toISOString() });
    return { count: where.id.in.length };
  };
  presence = createPresence({ db: { user: { updateMany } } as never, bus, log: createMemoryLog(), now: () => new Date() });
  presence.start();
});
afterEach(() => vi.useRealTimers());

test('somebody is there from their first page to their last, and a reload is no absence', async () => {
  const first = presence.connected('anna');
  const second = presence.connected('anna');
  first();
  first();
  expect(presence.isOnline('anna')).toBe(true);
  second();
  const again = presence.connected('anna');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual(['anna true']);
  again();
  expect(presence.isOnline('anna')).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(presence.isOnline('anna')).toBe(false);
  expect(told).toEqual(['anna true', 'anna false']);
  expect(presence.lastSeenAt('anna')?.toISOString()).toBe('2026-01-01T09:01:00.000Z');
});

test('it is written once a minute for everybody, and once more for who has left', async () => {
  const leave = presence.connected('anna');
  presence.connected('boris');
  for (let i = 0; i < 100; i++) presence.seen('script');
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written.map(({ ids }) => ids)).toEqual([['anna', 'boris', 'script']]);
  leave();
  await vi.advanceTimersByTimeAsync(60_000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written.map(({ ids }) => ids).slice(1)).toEqual([['anna', 'boris'], ['boris']]);
});

test('what could not be written is written with the next, and at the end', async () => {
  refuses = true;
  presence.seen('anna');
  await vi.advanceTimersByTimeAsync(60_000);
  refuses = false;
  await presence.stop();
  expect(written.map(({ ids }) => ids)).toEqual([['anna']]);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(written).toHaveLength(1);
});
