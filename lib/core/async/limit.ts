import pLimit, { type LimitFunction } from 'p-limit';
import { AppError } from '@/lib/core/errors';

/** Runs `work` when there is room. @throws AppError `cancelled` for a caller whose `signal` aborts while it waits */
export type Limit = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
/** The same, with a limit for each key. */
export type KeyedLimit = <T>(key: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** A concurrency limit. @param atOnce how many pieces of work are in flight at most; the others wait in first-in, first-out order */
export function createLimit(atOnce: number): Limit {
  const limit = pLimit(atOnce);
  return (work, signal) => run(limit, work, signal);
}

/** Limits each key by itself; with one at once, work on a key is serialised. A key nobody uses is forgotten. */
export function createKeyedLimit(atOnce: number): KeyedLimit {
  const limits = new Map<string, LimitFunction>();
  return async (key, work, signal) => {
    const limit = limits.get(key) ?? pLimit(atOnce);
    limits.set(key, limit);
    return run(limit, work, signal, () => {
      if (limit.pendingCount === 0 && limit.activeCount <= 1) limits.delete(key);
    });
  };
}

/**
 * `work` of each item, at most `atOnce` in flight. The first error ends it: what has not begun does not begin.
 * @returns the results in the order of the items
 */
export async function mapLimited<T, R>(items: Iterable<T>, atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const limit = pLimit(atOnce);
  return limit.map(items, async (item) => {
    try {
      return await work(item);
    } catch (error) {
      limit.clearQueue();
      throw error;
    }
  });
}

function run<T>(limit: LimitFunction, work: () => Promise<T>, signal?: AbortSignal, over?: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new AppError('cancelled'));
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave, { once: true });
    void limit(async () => {
      signal?.removeEventListener('abort', leave);
      try {
        // Cancelled work keeps its place in the queue and does nothing there.
        if (!signal?.aborted) resolve(await work());
      } catch (error) {
        reject(error);
      } finally {
        over?.();
      }
    });
  });
}
