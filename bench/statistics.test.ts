import { expect, test } from 'vitest';
import { median, quantile, ratioOfMedians, summarize } from './statistics';

test('quantiles are those of R and NumPy', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46, 10);
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([1, 2], 0)).toBe(1);
  expect(quantile([1, 2], 1)).toBe(2);
  expect(() => median([])).toThrow();
});

test('numbers are ordered as numbers, and the samples are left as they were', () => {
  const samples = [100, 9, 20];
  expect(median(samples)).toBe(20);
  expect(samples).toEqual([100, 9, 20]);
});

test('a summary names the middle and the tails', () => {
  const summary = summarize(Array.from({ length: 101 }, (_, i) => i));
  expect(summary).toEqual({ n: 101, p50: 50, p90: 90, p99: 99 });
});

test('the ratio of medians lies inside its interval, and one outlier does not move it', () => {
  const ours = Array.from({ length: 60 }, (_, i) => 2 + (i % 7) / 10);
  const peer = Array.from({ length: 60 }, (_, i) => 200 + (i % 11));
  const { ratio, low, high } = ratioOfMedians(ours, peer);
  expect(ratio).toBeCloseTo(median(ours) / median(peer), 12);
  expect(low).toBeLessThanOrEqual(ratio);
  expect(high).toBeGreaterThanOrEqual(ratio);
  expect(high).toBeLessThan(0.013);
  const withOutlier = ratioOfMedians([...ours, 100_000], peer);
  expect(withOutlier.high).toBeLessThan(0.014);
});

test('few and scattered samples give a wide interval, many give a narrow one', () => {
  const scattered = (n: number) => Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 100) / 10);
  const few = ratioOfMedians(scattered(8), scattered(8));
  const many = ratioOfMedians(scattered(2_000), scattered(2_000));
  expect(few.high - few.low).toBeGreaterThan(4 * (many.high - many.low));
});

test('the same samples give the same interval', () => {
  expect(ratioOfMedians([1, 2, 3, 4], [2, 3, 4, 9])).toEqual(ratioOfMedians([1, 2, 3, 4], [2, 3, 4, 9]));
});
