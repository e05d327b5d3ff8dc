import { createKeyedLimit, createLimit, type KeyedLimit, type Limit } from '@/lib/core/async/limit';

/** Work that must not run beside itself in this process, whoever asks for it. Part of the runtime: a module exists more than once. */
export interface Queues {
  /** Starts of operations: two must not both find a node free. */
  operationStarts: Limit;
  /** Starts of root logins, by node: two must not both find it free. */
  rootLoginStarts: KeyedLimit;
  /** Set-ups and removals of the root login, by node: two would take each other's guard for a run that was cut off. */
  rootLogins: KeyedLimit;
}

/** One piece of work at a time in each queue, in first-in, first-out order. */
export const createQueues = (): Queues => ({
  operationStarts: createLimit(1),
  rootLoginStarts: createKeyedLimit(1),
  rootLogins: createKeyedLimit(1),
});
