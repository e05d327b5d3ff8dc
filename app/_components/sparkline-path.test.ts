import { expect, test } from 'vitest';
import { sparklinePath } from './sparkline-path';

test('points go left to right by time, and up by value', () => {
  const { line, area } = sparklinePath(
    [
      { at: 0, value: 0 },
      { at: 15_000, value: 5 },
      { at: 60_000, value: 10 },
    ],
    10,
  );
  expect(line).toBe('M0 100L25 50L100 0');
  expect(area).toBe('M0 100L0 100L25 50L100 0L100 100Z');
});

test('a silence is a gap, and a lone point a dot', () => {
  const { line } = sparklinePath(
    [
      { at: 0, value: 1 },
      { at: 30_000, value: 1 },
      { at: 300_000, value: 1 },
    ],
    1,
  );
  expect(line).toBe('M0 0L10 0M100 0h0');
});

test('nothing is drawn of nothing, and never outside of the box', () => {
  expect(sparklinePath([], 1)).toEqual({ line: '', area: '' });
  expect(sparklinePath([{ at: 0, value: 9 }], 0)).toEqual({ line: '', area: '' });
  expect(sparklinePath([{ at: 0, value: 9 }], 1).line).toBe('M0 0h0');
});
