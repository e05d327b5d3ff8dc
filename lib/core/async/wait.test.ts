import { expect, test } from 'vitest';
import { waitAtMost } from './wait';

test('the answer, its error, or nothing once it takes too long', async () => {
  expect(await waitAtMost(Promise.resolve(1), 10_000)).toBe(1);
  await expect(waitAtMost(Promise.reject(new Error('no')), 10_000)).rejects.toThrow('no');
  expect(await waitAtMost(new Promise(() => {}), 1)).toBeUndefined();
});
