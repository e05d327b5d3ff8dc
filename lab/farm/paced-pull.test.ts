import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pacedPull } from './paced-pull';

interface Line {
  status: string;
  id?: string;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a paced pull has twenty layers, three of them downloaded and one unpacked at a time, each with ten lines a second', async () => {
  const said: Array<Line & { atMs: number }> = [];
  const startedMs = Date.now();
  const ended = pacedPull(
    (line) => said.push({ ...(line as Line), atMs: Date.now() - startedMs }),
    () => true,
  );
  await vi.runAllTimersAsync();
  await ended;
  const of = (status: string) => said.filter((line) => line.status === status);
  expect(new Set(of('Pull complete').map(({ id }) => id)).size).toBe(20);
  for (const [status, atOnce] of [
    ['Downloading', 3],
    ['Extracting', 1],
  ] as const) {
    const inSecond = of(status).filter(({ atMs }) => atMs > 4_000 && atMs <= 5_000);
    expect(inSecond.length).toBeGreaterThanOrEqual(atOnce * 10 - atOnce);
    expect(inSecond.length).toBeLessThanOrEqual(atOnce * 10);
  }
});

test('whoever is gone is told nothing more', async () => {
  let lines = 0;
  const ended = pacedPull(
    () => lines++,
    () => lines < 100,
  );
  await vi.runAllTimersAsync();
  await ended;
  expect(lines).toBeLessThan(300);
});
