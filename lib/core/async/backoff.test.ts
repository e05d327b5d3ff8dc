import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff';

test('the ceiling doubles with each attempt up to a minute, and a pause is never shorter than a quarter of a second', () => {
  expect([0, 1, 2, 5, 6, 7, 1_000].map((attempt) => backoffMs(attempt, 0.5))).toEqual([
    500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(backoffMs(0, 0)).toBe(250);
  expect(backoffMs(20, 0)).toBe(250);
});

const random = fc.oneof(
  fc.nat(999).map((thousandths) => thousandths / 1_000),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

test('the jitter is full: a pause is the drawn share of the ceiling, whatever the attempt', () => {
  fc.assert(
    fc.property(fc.nat(2_000), random, (attempt, share) => {
      const ceiling = Math.min(60_000, 1_000 * 2 ** attempt);
      const pause = backoffMs(attempt, share);
      expect(pause).toBe(Math.max(250, Math.floor(share * ceiling)));
      expect(pause).toBeLessThanOrEqual(ceiling);
    }),
  );
});
