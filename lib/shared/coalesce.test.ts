import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCoalescer } from './coalesce';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Joins letters, and writes down what is delivered and when. */
function letters(options: { pauseMs: number; leadMs?: number }) {
  const start = Date.now();
  const delivered: string[] = [];
  const coalescer = createCoalescer<string, string>({
    ...options,
    merge: (held, value) => held + value,
    deliver: (key, value) => void delivered.push(`${Date.now() - start} ${key} ${value}`),
  });
  return { coalescer, delivered };
}

test('what comes in one turn of the event loop is delivered as one, right after it', () => {
  const { coalescer, delivered } = letters({ pauseMs: 100, leadMs: 0 });
  coalescer.push('a', 'x');
  coalescer.push('a', 'y');
  expect(delivered).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(delivered).toEqual(['0 a xy']);
});

test('what follows is delivered once after the pause, each key by itself, and after a rest at once again', () => {
  const { coalescer, delivered } = letters({ pauseMs: 100, leadMs: 0 });
  coalescer.push('a', '1');
  vi.advanceTimersByTime(10);
  for (const letter of '234') coalescer.push('a', letter);
  coalescer.push('b', '1');
  vi.advanceTimersByTime(89);
  expect(delivered.splice(0)).toEqual(['0 a 1', '10 b 1']);
  vi.advanceTimersByTime(1);
  coalescer.push('a', '5');
  vi.advanceTimersByTime(100);
  expect(delivered.splice(0)).toEqual(['100 a 234', '200 a 5']);
  vi.advanceTimersByTime(500);
  coalescer.push('a', '6');
  vi.advanceTimersByTime(0);
  expect(delivered).toEqual(['700 a 6']);
});

test('without a lead of its own the first waits for the pause, and the last is never lost', () => {
  const { coalescer, delivered } = letters({ pauseMs: 200 });
  for (let n = 0; n < 50; n++) {
    coalescer.push('a', '.');
    vi.advanceTimersByTime(10);
  }
  coalescer.push('a', '!');
  vi.advanceTimersByTime(1_000);
  expect(delivered.map((line) => line.split(' ')[0])).toEqual(['200', '400', '600']);
  expect(delivered.at(-1)).toMatch(/!$/);
});

test('what is taken, and what is left at the end, is known and not delivered', () => {
  const { coalescer, delivered } = letters({ pauseMs: 100 });
  coalescer.push('a', '1');
  coalescer.push('b', '2');
  expect(coalescer.take('a')).toBe('1');
  expect(coalescer.take('a')).toBeUndefined();
  expect(coalescer.stop()).toEqual(new Map([['b', '2']]));
  vi.advanceTimersByTime(1_000);
  expect(delivered).toEqual([]);
});

test('what is pushed while one is delivered waits for the pause', () => {
  const delivered: number[] = [];
  const coalescer = createCoalescer<string, number>({
    pauseMs: 100,
    leadMs: 0,
    merge: (_held, value) => value,
    deliver(key, value) {
      delivered.push(Date.now() - start);
      if (value < 3) coalescer.push(key, value + 1);
    },
  });
  const start = Date.now();
  coalescer.push('a', 1);
  vi.advanceTimersByTime(1_000);
  expect(delivered).toEqual([0, 100, 200]);
});
