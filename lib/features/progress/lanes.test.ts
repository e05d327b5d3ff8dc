import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Asked, Lanes } from './lanes';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one runs and one waits; what comes meanwhile joins the one that waits, and the strongest reason names it', async () => {
  const runs: Asked[] = [];
  const gates: Array<() => void> = [];
  const lanes = new Lanes((_, asked) => {
    runs.push(asked);
    return new Promise((resolve) => gates.push(resolve));
  });
  const first = lanes.ask('a', 'sweep');
  const second = lanes.ask('a', 'output', 'one');
  const third = lanes.ask('a', 'check', 'two');
  const fourth = lanes.ask('a', 'deed');
  void lanes.ask('b', 'sweep');
  expect(runs).toHaveLength(2);
  gates[0]?.();
  await first;
  await turn();
  expect(runs).toHaveLength(3);
  expect(runs[2]).toEqual({ trigger: 'check', steps: new Set(['one', 'two']) });
  gates[2]?.();
  await Promise.all([second, third, fourth]);
  gates[1]?.();
  await lanes.settled();
  expect([runs.length, lanes.size]).toEqual([3, 0]);
});

test('whatever comes when: never two at once, and everybody is answered by a run that began after they asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), async (pauses) => {
      let running = 0;
      let begun = 0;
      const lanes = new Lanes(async () => {
        begun += 1;
        expect(++running).toBe(1);
        await turn();
        running -= 1;
      });
      const asked = [];
      for (const pause of pauses) {
        const before = begun;
        asked.push(lanes.ask('a', 'deed').then(() => expect(begun).toBeGreaterThan(before)));
        for (let n = 0; n < pause; n++) await turn();
      }
      await Promise.all(asked);
      await lanes.settled();
      expect(lanes.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
