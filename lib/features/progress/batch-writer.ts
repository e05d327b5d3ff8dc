import type { Prisma } from '@prisma/client';
import { isUniqueViolation } from '@/lib/core/database-problem';
import type { Db } from '@/lib/gateways/db/db';

type Work<T> = (tx: Prisma.TransactionClient) => Promise<T>;
type Together<I, O> = (tx: Prisma.TransactionClient, items: readonly I[]) => Promise<O[]>;
interface Waiting {
  /** Neighbours of the same work are done by one call. */
  work: Together<unknown, unknown>;
  item: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface BatchWriter {
  /**
   * Does one piece of work in a transaction that it may share with others. Resolves once that is committed: a process that is killed before
   * has answered nobody. Work that meets the row of another process (a unique index) is done again and sees it then.
   */
  write<T>(work: Work<T>): Promise<T>;
  /**
   * The same for work that is cheaper for many: what waits one behind another is handed over together.
   * @param work answers each item, in order
   */
  together<I, O>(work: Together<I, O>): (item: I) => Promise<O>;
  /** Resolves when everything that was asked for is stored. */
  stop(): Promise<void>;
}

/** Pieces of work in one transaction at most: it holds up every other writer. */
const batchMax = 200;
const triesOfOne = 5;

/** @param pauseMs what comes within it is written together */
export function createBatchWriter({ db, pauseMs = 25 }: { db: Pick<Db, '$transaction'>; pauseMs?: number }): BatchWriter {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  function flush(): void {
    timer = null;
    const batches: Waiting[][] = [];
    while (waiting.length > 0) batches.push(waiting.splice(0, batchMax));
    waiting = [];
    for (const batch of batches) writing = writing.then(() => store(batch));
  }

  async function store(batch: Waiting[]): Promise<void> {
    try {
      const values = await db.$transaction(async (tx) => {
        const done: unknown[] = [];
        for (const { work, items } of neighbours(batch)) done.push(...(await work(tx, items)));
        return done;
      });
      batch.forEach(({ resolve }, index) => {
        resolve(values[index]);
      });
    } catch {
      // One that fails takes back what the others did: each by itself, so that it alone is told.
      for (const one of batch) await storeOne(one);
    }
  }

  async function storeOne({ work, item, resolve, reject }: Waiting): Promise<void> {
    for (let left = triesOfOne; ; left--) {
      try {
        const [value] = await db.$transaction((tx) => work(tx, [item]));
        resolve(value);
        return;
      } catch (error) {
        if (left > 1 && isUniqueViolation(error)) continue;
        reject(error);
        return;
      }
    }
  }

  function wait<T>(work: Waiting['work'], item: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({ work, item, resolve: resolve as (value: unknown) => void, reject });
      timer ??= setTimeout(flush, pauseMs);
    });
  }

  return {
    write: (work) => wait(async (tx) => [await work(tx)], null),
    together: (work) => (item) => wait(work as Waiting['work'], item),
    async stop() {
      if (timer) clearTimeout(timer);
      flush();
      await writing;
    },
  };
}

/** What waits for the same work one behind another. */
function neighbours(batch: readonly Waiting[]): Array<{ work: Waiting['work']; items: unknown[] }> {
  const groups: Array<{ work: Waiting['work']; items: unknown[] }> = [];
  for (const { work, item } of batch) {
    const last = groups.at(-1);
    if (last?.work === work) last.items.push(item);
    else groups.push({ work, items: [item] });
  }
  return groups;
}
