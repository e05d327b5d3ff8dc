import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signOfLifeMs, silenceMs, watchSilence } from './realtime-silence';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a connection on which anything comes now and then is alive; one without a word is told once', () => {
  let told = 0;
  const watch = watchSilence(() => (told += 1));
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(silenceMs - 2_500);
    watch.heard();
  }
  expect(told).toBe(0);
  vi.advanceTimersByTime(silenceMs + 4_000);
  expect(told).toBe(1);
  vi.advanceTimersByTime(10 * silenceMs);
  expect(told).toBe(1);
});

test('a watch that was stopped tells nothing, and signs of life come well within the silence', () => {
  let told = 0;
  watchSilence(() => (told += 1)).stop();
  vi.advanceTimersByTime(10 * silenceMs);
  expect(told).toBe(0);
  expect(signOfLifeMs).toBeLessThanOrEqual(silenceMs - 5_000);
});
