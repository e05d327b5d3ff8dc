import { setTimeout as wait } from 'node:timers/promises';

export interface Pace {
  /** Least rest after a piece of work, in ms. */
  leastPauseMs: number;
  /** And the longest, in ms. */
  mostPauseMs: number;
  /** Rest for each ms the work took. */
  pausePerMs: number;
  /** Who asks during the rest gets the last answer; otherwise they wait for a new one. */
  keep?: boolean;
}

/**
 * Runs a piece of work once at a time, with rests in between that grow with how long it takes. Who asks while one is under way gets the
 * answer of one that begins after they asked, together with all who did the same; so an answer is never older than its question, unless
 * `keep` says otherwise. A failure is told to those who waited for it, and is not kept.
 */
export function oneAtATime<A, T>(work: (argument: A) => Promise<T>, pace: Pace): (argument: A) => Promise<T> {
  let running: Promise<unknown> | null = null;
  let next: Promise<T> | null = null;
  let last: { value: T } | null = null;
  let restsUntil = 0;

  async function run(argument: A): Promise<T> {
    const beganAt = performance.now();
    try {
      const value = await work(argument);
      last = { value };
      return value;
    } catch (error) {
      last = null;
      throw error;
    } finally {
      const endedAt = performance.now();
      restsUntil = endedAt + Math.min(pace.mostPauseMs, Math.max(pace.leastPauseMs, (endedAt - beganAt) * pace.pausePerMs));
    }
  }

  return (argument) => {
    if (pace.keep && last && performance.now() < restsUntil) return Promise.resolve(last.value);
    if (next) return next;
    const turn = (async () => {
      await running?.catch(() => {});
      const rest = restsUntil - performance.now();
      if (rest > 0) await wait(rest);
      next = null;
      const mine = run(argument);
      running = mine;
      try {
        return await mine;
      } finally {
        if (running === mine) running = null;
      }
    })();
    next = turn;
    return turn;
  };
}
