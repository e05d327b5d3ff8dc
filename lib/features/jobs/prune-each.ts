import { isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { JobTools } from './run-as-job';

export interface PrunedEach<T> {
  removed: T[];
  /** What could not be removed, and why. */
  kept: Array<{ one: T; code: ErrorCode }>;
}

/**
 * Removes one after the other, and tells how far it is. Ends when the signal fires, with what was done by then.
 * @param remove one. @param gone what it throws of one that is not there, which is as good as removed
 * @throws Error a fault of the panel itself
 */
export async function pruneEach<T>(
  all: readonly T[],
  { report, signal }: JobTools,
  remove: (one: T) => Promise<void>,
  gone: ErrorCode,
): Promise<PrunedEach<T>> {
  const pruned: PrunedEach<T> = { removed: [], kept: [] };
  for (const one of all) {
    report({ ...countsOf(pruned, all.length), freedBytes: null });
    if (signal.aborted) break;
    try {
      await remove(one);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code !== gone) {
        pruned.kept.push({ one, code: error.code });
        continue;
      }
    }
    pruned.removed.push(one);
  }
  report({ ...countsOf(pruned, all.length), freedBytes: null });
  return pruned;
}

/** How far a removal is, of so many. */
export const countsOf = ({ removed, kept }: PrunedEach<unknown>, total: number) => ({
  ...{ kind: 'prune' as const, removed: removed.length, kept: kept.length, total },
});
