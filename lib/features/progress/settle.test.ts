import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSettle } from './settle';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a burst is told of once it is quiet, and one that never ends at least so often', () => {
  const told: string[] = [];
  const settle = createSettle({ quietMs: 150, mostMs: 1000, deliver: (key) => told.push(key) });
  settle.push('a');
  vi.advanceTimersByTime(100);
  settle.push('a');
  settle.push('b');
  vi.advanceTimersByTime(149);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told.sort()).toEqual(['a', 'b']);
  for (let ms = 0; ms < 2000; ms += 100) {
    settle.push('c');
    vi.advanceTimersByTime(100);
  }
  expect(told.filter((key) => key === 'c').length).toBeGreaterThanOrEqual(1);
  settle.push('d');
  settle.drop('d');
  vi.advanceTimersByTime(2000);
  expect(told).not.toContain('d');
  settle.push('d');
  settle.stop();
  vi.advanceTimersByTime(2000);
  expect(told).not.toContain('d');
});
