import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFlushSchedule } from './flush-schedule';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const flushedAt: number[] = [];
  const schedule = createFlushSchedule({
    coalesceMs: 8,
    maxBytes: 32_768,
    flush: () => flushedAt.push(performance.now() - start),
    nowMs: () => performance.now(),
  });
  const start = performance.now();
  return { schedule, flushedAt };
}

test('an echo leaves in the same turn of the loop, also right after another echo', () => {
  const { schedule, flushedAt } = setUp();
  for (let key = 0; key < 5; key++) {
    schedule.arrived(1);
    vi.advanceTimersByTime(0);
  }
  expect(flushedAt).toEqual([0, 0, 0, 0, 0]);
});

test('a burst waits at most 8 ms, and what came meanwhile leaves together', () => {
  const { schedule, flushedAt } = setUp();
  schedule.arrived(4_000);
  vi.advanceTimersByTime(0);
  schedule.arrived(4_000);
  schedule.arrived(4_000);
  vi.advanceTimersByTime(7);
  expect(flushedAt).toEqual([0]);
  vi.advanceTimersByTime(1);
  expect(flushedAt).toEqual([0, 8]);
});

test('32 KiB together leave at once', () => {
  const { schedule, flushedAt } = setUp();
  schedule.arrived(4_000);
  vi.advanceTimersByTime(0);
  for (let i = 0; i < 8; i++) schedule.arrived(4_096);
  expect(flushedAt).toHaveLength(2);
});

test('a program that writes single bytes without end costs a bounded number of frames', () => {
  const { schedule, flushedAt } = setUp();
  for (let i = 0; i < 1_000; i++) {
    schedule.arrived(1);
    vi.advanceTimersByTime(0);
  }
  expect(flushedAt.length).toBeLessThan(70);
  vi.advanceTimersByTime(8);
  expect(flushedAt.length).toBeLessThan(70);
});

test('stopping drops what waits', () => {
  const { schedule, flushedAt } = setUp();
  schedule.arrived(1);
  schedule.stop();
  vi.advanceTimersByTime(100);
  schedule.now();
  expect(flushedAt).toEqual([]);
});
