import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createToldChanges, tellEveryMs } from './told-changes';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first change of a node is told at once, with what changed in the same turn', () => {
  const told: unknown[] = [];
  const changes = createToldChanges((...args) => told.push(args));
  changes.push('a', ['containers']);
  changes.push('a', ['images', 'containers']);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([['a', ['containers', 'images']]]);
});

test('what follows is told once after the pause, of each node by itself, and then at once again', () => {
  expect(tellEveryMs).toBe(100);
  const told: unknown[] = [];
  const changes = createToldChanges((nodeId, topics) => told.push(`${nodeId} ${topics}`));
  changes.push('a', ['state']);
  vi.advanceTimersByTime(1);
  for (let n = 0; n < 20; n++) changes.push('a', ['containers']);
  changes.push('b', ['state']);
  vi.advanceTimersByTime(1);
  expect(told.splice(0)).toEqual(['a state', 'b state']);
  vi.advanceTimersByTime(97);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told.splice(0)).toEqual(['a containers']);
  vi.advanceTimersByTime(200);
  changes.push('a', ['images']);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['a images']);
});

test('what was not told at the end is known, and nothing more is told', () => {
  const told: unknown[] = [];
  const changes = createToldChanges((...args) => told.push(args));
  changes.push('a', ['state']);
  expect(changes.stop()).toEqual(new Map([['a', new Set(['state'])]]));
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([]);
});
