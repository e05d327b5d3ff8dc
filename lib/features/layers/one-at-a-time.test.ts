import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { oneAtATime } from './one-at-a-time';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], fakeNodeBuiltins: true });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that takes so long, and counts. */
function slow(ms: number) {
  const seen = { runs: 0, atOnce: 0, most: 0 };
  const work = async () => {
    seen.most = Math.max(seen.most, ++seen.atOnce);
    await new Promise((resolve) => setTimeout(resolve, ms));
    seen.atOnce--;
    return ++seen.runs;
  };
  return { seen, work };
}

test('ten questions while one is answered make one more piece of work, and each answer is younger than its question', async () => {
  const { seen, work } = slow(1000);
  const ask = oneAtATime(work, { leastPauseMs: 100, mostPauseMs: 10_000, pausePerMs: 1 });
  const first = ask(undefined);
  await vi.advanceTimersByTimeAsync(10);
  const later = Promise.all(Array.from({ length: 10 }, () => ask(undefined)));
  await vi.advanceTimersByTimeAsync(1000);
  expect(await first).toBe(1);
  // It rests as long as the work took.
  await vi.advanceTimersByTimeAsync(980);
  expect(seen).toMatchObject({ runs: 1, atOnce: 0 });
  await vi.advanceTimersByTimeAsync(1100);
  expect(await later).toEqual(new Array(10).fill(2));
  expect(seen).toMatchObject({ runs: 2, most: 1 });
});

test('with `keep`, who asks during the rest gets the last answer, and a slow node rests longer', async () => {
  const { seen, work } = slow(2000);
  const ask = oneAtATime(work, { leastPauseMs: 750, mostPauseMs: 30_000, pausePerMs: 9, keep: true });
  const first = ask(undefined);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await first).toBe(1);
  await vi.advanceTimersByTimeAsync(17_900);
  expect(await ask(undefined)).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  void ask(undefined);
  await vi.advanceTimersByTimeAsync(2000);
  expect(seen.runs).toBe(2);
});

test('a failure is told and not kept', async () => {
  let fails = true;
  const ask = oneAtATime(
    async () => {
      if (fails) throw new Error('no');
      return 'yes';
    },
    { leastPauseMs: 10, mostPauseMs: 10, pausePerMs: 0, keep: true },
  );
  await expect(ask(undefined)).rejects.toThrow('no');
  fails = false;
  const again = ask(undefined);
  await vi.advanceTimersByTimeAsync(20);
  expect(await again).toBe('yes');
});
