import { attached } from '@/lib/core/attached';
import { AppError } from '@/lib/core/errors';

/**
 * One piece of work on a node's root login at a time, whoever asks: a student, a class, a step of provisioning, a start of the panel. Two at
 * once would take each other's guard for a run that was cut off, and put back what the other does. Nodes do not wait for one another.
 * @throws AppError `cancelled` for whoever gives up waiting
 */
export async function inTurn<T>(
  fleet: object,
  nodeId: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const turns = attached(fleet, 'root-login.turns', () => new Map<string, Promise<unknown>>());
  const before = turns.get(nodeId) ?? Promise.resolve();
  const mine = orAborted(before, signal).then(work);
  // Whoever comes next waits for both: one that gave up did not end what it was waiting for.
  const over = Promise.allSettled([before, mine]);
  turns.set(nodeId, over);
  void over.then(() => {
    if (turns.get(nodeId) === over) turns.delete(nodeId);
  });
  return mine;
}

function orAborted(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new AppError('cancelled'));
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave, { once: true });
    void before.then(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    });
  });
}
