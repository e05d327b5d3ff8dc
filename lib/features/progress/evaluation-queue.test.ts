import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Asked, EvaluationQueue } from './evaluation-queue';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one runs and one waits; what comes meanwhile joins the one that waits, and the strongest reason names it', async () => {
  const runs: Asked[] = [];
  const gates: Array<() => void> = [];
  const queue = new EvaluationQueue((_, asked) => {
    runs.push(asked);
    return new Promise((resolve) => gates.push(resolve));
  });
  const first = queue.ask('a', 'sweep');
  const second = queue.ask('a', 'output', 'one');
  const third = queue.ask('a', 'check', 'two');
  const fourth = queue.ask('a', 'deed');
  void queue.ask('b', 'sweep');
  expect(runs).toHaveLength(2);
  gates[0]?.();
  await first;
  await turn();
  expect(runs).toHaveLength(3);
  expect(runs[2]).toEqual({ trigger: 'check', steps: new Set(['one', 'two']) });
  gates[2]?.();
  await Promise.all([second, third, fourth]);
  gates[1]?.();
  await queue.settled();
  expect([runs.length, queue.size]).toEqual([3, 0]);
});

test('whatever comes when: never two at once, and everybody is answered by a run that began after they asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), async (pauses) => {
      let running = 0;
      let begun = 0;
      const queue = new EvaluationQueue(async () => {
        begun += 1;
        expect(++running).toBe(1);
        await turn();
        running -= 1;
      });
      const asked = [];
      for (const pause of pauses) {
        const before = begun;
        asked.push(queue.ask('a', 'deed').then(() => expect(begun).toBeGreaterThan(before)));
        for (let n = 0; n < pause; n++) await turn();
      }
      await Promise.all(asked);
      await queue.settled();
      expect(queue.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
