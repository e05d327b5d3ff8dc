import { expect, test } from 'vitest';
import { layerFraction, pullTotals, secondsLeft } from './job-progress';

const layer = (
  phase: 'waiting' | 'downloading' | 'downloaded' | 'extracting' | 'complete' | 'exists',
  currentBytes: number | null,
  totalBytes: number | null,
) => ({
  id: phase,
  phase,
  currentBytes,
  totalBytes,
});

test('a pull counts the bytes of the layers it loads, not those that were there', () => {
  const totals = pullTotals([
    layer('exists', null, null),
    layer('downloading', 30, 100),
    layer('complete', 50, 50),
    layer('extracting', 10, 200),
  ]);
  expect(totals).toEqual({ layersDone: 2, layersTotal: 4, currentBytes: 280, totalBytes: 350 });
});

test('the total is unknown while a layer has not said its size', () => {
  expect(pullTotals([layer('downloading', 30, 100), layer('waiting', null, null)]).totalBytes).toBeNull();
  expect(pullTotals([layer('downloading', 30, 100), layer('downloaded', null, null)]).totalBytes).toBe(100);
});

test('bars are full when loaded and never overflow', () => {
  expect(layerFraction(layer('waiting', null, null))).toBe(0);
  expect(layerFraction(layer('downloading', 25, 100))).toBe(0.25);
  expect(layerFraction(layer('downloading', 250, 100))).toBe(1);
  expect(layerFraction(layer('exists', null, null))).toBe(1);
});

test('the time left follows the speed, and is not said while nobody knows it', () => {
  const half = pullTotals([layer('downloading', 50, 100)]);
  expect(secondsLeft(half, 20)).toBe(3);
  expect(secondsLeft(half, 0)).toBeNull();
  expect(secondsLeft(half, null)).toBeNull();
  expect(secondsLeft({ currentBytes: 50, totalBytes: null }, 20)).toBeNull();
  expect(secondsLeft({ currentBytes: 100, totalBytes: 100 }, 20)).toBeNull();
});
