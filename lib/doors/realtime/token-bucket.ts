/** Lets bursts through and holds the average: `capacity` at once, `perSecond` after that. */
export interface TokenBucket {
  /** @returns false when there is nothing left to take. */
  take(): boolean;
}

/** @param nowMs a monotonic clock in ms. */
export function createTokenBucket(options: { capacity: number; perSecond: number }, nowMs: () => number): TokenBucket {
  let tokens = options.capacity;
  let filledAt = nowMs();
  return {
    take() {
      const now = nowMs();
      tokens = Math.min(options.capacity, tokens + ((now - filledAt) / 1_000) * options.perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
