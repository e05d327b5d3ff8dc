import { expect, test } from 'vitest';
import { createConnectGate } from './connect-gate';

test('only so many connects are in flight, per address and in all, and everybody gets through', async () => {
  const gate = createConnectGate(2, 3);
  const inFlight = new Map<string, number>();
  let total = 0;
  let most = 0;
  const mostAt = new Map<string, number>();
  const connect = (address: string, fails: boolean) =>
    gate.through(address, async () => {
      inFlight.set(address, (inFlight.get(address) ?? 0) + 1);
      total++;
      most = Math.max(most, total);
      mostAt.set(address, Math.max(mostAt.get(address) ?? 0, inFlight.get(address) ?? 0));
      await new Promise((resolve) => setImmediate(resolve));
      inFlight.set(address, (inFlight.get(address) ?? 0) - 1);
      total--;
      if (fails) throw new Error('refused');
    });
  const results = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => connect(`host${i % 4}`, i % 5 === 0)));
  expect(results).toHaveLength(60);
  expect(most).toBe(3);
  expect([...mostAt.values()].every((n) => n <= 2)).toBe(true);
});
