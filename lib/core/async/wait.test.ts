import { expect, test } from 'vitest';
import { pauseFor, waitAtMost } from './wait';

test('the answer, its error, or nothing once it takes too long', async () => {
  expect(await waitAtMost(Promise.resolve(1), 10_000)).toBe(1);
  await expect(waitAtMost(Promise.reject(new Error('no')), 10_000)).rejects.toThrow('no');
  expect(await waitAtMost(new Promise(() => {}), 1)).toBeUndefined();
});

test('a pause ends when nobody waits for it any more', async () => {
  const abort = new AbortController();
  const pause = pauseFor(1_000_000, abort.signal);
  abort.abort();
  await pause;
  await pauseFor(1_000_000, abort.signal);
  await pauseFor(1, new AbortController().signal);
});
