import type { Ctx } from '@/lib/core/runtime';
import { runAsJob } from '@/lib/features/jobs/run-as-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { BuildCache, CacheRecord, PruneCache, PrunedCache } from '@/lib/shared/builds';

/** What builds keep on a node, the largest first. @throws AppError why Docker cannot be asked now */
export async function listBuildCache(ctx: Ctx, { node: ref }: { node: string }): Promise<BuildCache> {
  const node = await getNodeFor(ctx, ref, 'build-cache.read');
  return (await ctx.fleet.engine(node.id)).builds.cache();
}

/**
 * `docker builder prune`, as a job; a dry run tells how much, and removes nothing.
 * @throws AppError `prune_running`, `cancelled`; why Docker cannot be asked now
 */
export async function pruneBuildCache(ctx: Ctx, { node: ref, all, dryRun }: PruneCache & { node: string }): Promise<PrunedCache> {
  const node = await getNodeFor(ctx, ref, 'build-cache.prune');
  const { builds } = await ctx.fleet.engine(node.id);
  if (dryRun) {
    const records = (await builds.cache()).items.filter((record) => isPruned(record, all));
    return { records: records.length, bytes: records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  }
  const subject = all ? 'all' : 'unused';
  const job = { kind: 'build-cache.prune', nodeId: node.id, subject, once: 'prune_running' } as const;
  return runAsJob(ctx, job, async ({ report, signal }) => {
    const pruned = await builds.pruneCache(all, signal);
    const { records, bytes } = pruned;
    report({ kind: 'prune', removed: records, kept: 0, total: records, freedBytes: bytes });
    await ctx.audit.did(ctx, 'build-cache.prune', `node:${node.id}`, { all, ...pruned });
    return pruned;
  });
}

/** As BuildKit chooses (buildkit cache/manager.go, `prune`): nothing in use; without `all` nothing of its own or of an image either. */
export const isPruned = ({ inUse, shared, type }: Pick<CacheRecord, 'inUse' | 'shared' | 'type'>, all: boolean): boolean =>
  !inUse && (all || (!shared && type !== 'internal' && type !== 'frontend'));
