import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '@/lib/core/errors';

/**
 * How often one caller may call. Roomy for people and their pages (a page of a busy node refetches with every event), tight where
 * somebody could be guessing. An address may be a whole classroom behind one router.
 *
 * `probe`: connections somebody tries out, to whatever address they name. `signIn`: every sign-in from an address or a known device,
 * for the cost of the hash. The `wrong…` budgets count wrong passwords alone: for one account from one address, for all accounts from
 * one address, and for one account on a device it has signed in on before. None is an account's alone: it could be spent by others.
 * `join`: new accounts by join codes from an address, for the cost of the hash: a class may stand behind one router and begin at once.
 * `joinGuess`: join codes from one address that were wrong. `answer`: answers of a student to questions of a class.
 */
export const budgets = {
  actor: { points: 1200, seconds: 60 },
  address: { points: 1200, seconds: 60 },
  refused: { points: 120, seconds: 60 },
  guess: { points: 20, seconds: 60 },
  probe: { points: 40, seconds: 60 },
  signIn: { points: 600, seconds: 60 },
  join: { points: 240, seconds: 60 },
  joinGuess: { points: 30, seconds: 60 },
  answer: { points: 5, seconds: 60 },
  wrongHere: { points: 10, seconds: 360 },
  wrongAddress: { points: 120, seconds: 60 },
  wrongDevice: { points: 10, seconds: 360 },
} as const;
export type Budget = keyof typeof budgets;

export interface RateLimits {
  /**
   * Counts one call.
   * @param key who: a user's id or an address
   * @throws AppError `rate_limited` with `seconds` to wait
   */
  take(budget: Budget, key: string): Promise<void>;
  /** Takes back what {@link take} counted: it was none of what the budget is for. */
  giveBack(budget: Budget, key: string): Promise<void>;
}

/** Counts in this process alone: there is one (docs/decisions/001-one-process.md). */
export function createRateLimits(): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(budgets).map(([budget, { points, seconds }]) => [
      budget,
      new RateLimiterMemory({ keyPrefix: budget, points, duration: seconds }),
    ]),
  ) as Record<Budget, RateLimiterMemory>;
  return {
    async take(budget, key) {
      try {
        await limiters[budget].consume(key);
      } catch (refusal) {
        if (refusal instanceof Error) throw refusal;
        const waitMs = (refusal as { msBeforeNext?: number }).msBeforeNext ?? 60_000;
        throw new AppError('rate_limited', { params: { seconds: Math.max(1, Math.ceil(waitMs / 1000)) } });
      }
    },
    async giveBack(budget, key) {
      await limiters[budget].reward(key);
    },
  };
}
