import type { Runtime } from '@/lib/core/runtime';

/** Of what ran when the panel stopped nobody knows how it ended; it can be gone on with. At start, after the jobs. */
export async function recoverOperations(runtime: Pick<Runtime, 'db' | 'now' | 'log'>): Promise<void> {
  const { count } = await runtime.db.operation.updateMany({
    where: { state: 'running' },
    data: { state: 'interrupted', endedAt: runtime.now() },
  });
  if (count > 0) runtime.log.warn({ count }, 'operations were interrupted by the last stop');
}
