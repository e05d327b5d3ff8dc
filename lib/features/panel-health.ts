import { storageProblems } from '@/lib/gateways/data-directory/free-space';
import { databaseFile } from '@/lib/gateways/db/database-file';
import type { Runtime } from '@/lib/core/runtime';
import type { ErrorCode } from '@/lib/shared/error-codes';

/** How the panel itself is, for a monitor: it tells nothing about anybody. */
export async function panelHealth({ env }: Pick<Runtime, 'env'>): Promise<{ status: 'ok' | 'degraded'; problems: ErrorCode[] }> {
  const problems = await storageProblems(databaseFile(env.databaseUrl));
  return { status: problems.length === 0 ? 'ok' : 'degraded', problems };
}
