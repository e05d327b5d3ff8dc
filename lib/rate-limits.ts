import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';

/**
 * How often one caller may call, per minute. Roomy for people and their pages (a page of a busy node refetches with every
 * event), tight where somebody could be guessing. An address may be a whole classroom behind one router.
 * `probe`: connections somebody tries out, to whatever address they name.
 */
const budgets = { actor: 1200, address: 1200, refused: 120, guess: 20, account: 10, signIn: 120, probe: 40 } as const;
export type Budget = keyof typeof budgets;

export interface RateLimits {
  /**
   * Counts one call.
   * @param key who: a user's id or an address
   * @throws AppError `rate_limited` with `seconds` to wait
   */
  take(budget: Budget, key: string): Promise<void>;
}

/** Counts in this process alone: there is one (docs/decisions/001-one-process.md). */
export function createRateLimits(): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(budgets).map(([budget, points]) => [
      budget,
      new RateLimiterMemory({ keyPrefix: budget, points, duration: 60 }),
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
  };
}
