import { auditLimits } from './audit';

/** Which line this one gets: its own, or one it is counted on with all that come after. */
type Place = 'own' | 'shared';

export interface CallerBudget {
  /** @param caller an account's id or a stranger's address */
  take(caller: string, most: number): Place;
}

/** How many lines a caller has made in the window. Bounded by itself: what is over is forgotten when the next window begins. */
export function createCallerBudget(now: () => Date): CallerBudget {
  let counts = new Map<string, number>();
  let endsAt = 0;
  return {
    take(caller, most) {
      const at = now().getTime();
      if (at >= endsAt) {
        counts = new Map();
        endsAt = at + auditLimits.windowMs;
      }
      const count = (counts.get(caller) ?? 0) + 1;
      counts.set(caller, count);
      return count <= most ? 'own' : 'shared';
    },
  };
}
