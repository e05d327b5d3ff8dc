import { expect, test } from 'vitest';
import { seeded } from '@/lib/testing/seeded';
import { backoffMs } from './backoff';

test('the ceiling doubles with each attempt up to a minute, and a pause is never shorter than a quarter of a second', () => {
  expect([0, 1, 2, 5, 6, 7, 1_000].map((attempt) => backoffMs(attempt, 0.5))).toEqual([
    500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(backoffMs(0, 0)).toBe(250);
  expect(backoffMs(20, 0)).toBe(250);
});

test('the jitter is full: a pause may be anything up to the ceiling, alike', () => {
  const random = seeded(20_261_125);
  const pauses = Array.from({ length: 10_000 }, () => backoffMs(5, random()));
  const tenths = Array.from({ length: 10 }, (_, i) => pauses.filter((ms) => Math.floor(ms / 3_200) === i).length);
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
