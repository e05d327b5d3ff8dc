import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { countsOf, pruneEach } from '@/lib/features/jobs/prune-each';
import { runAsJob, throwIfCancelled } from '@/lib/features/jobs/run-as-job';
import { getLayerMap } from '@/lib/features/layers/layers';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ImageDto, PrunedImages, PruneImages } from '@/lib/shared/images';
import type { LayerMapDto } from '@/lib/shared/layers';
import { freedBytes } from './freed-bytes';
import { removeWithTags } from './remove-with-tags';

/**
 * Removes images that no container uses, as a job; a dry run names them and removes nothing. One that is gone already is as good as removed.
 * @throws AppError `prune_running`, `cancelled`; why Docker cannot be asked now
 */
export async function pruneImages(ctx: Ctx, { node: ref, ...input }: PruneImages & { node: string }): Promise<PrunedImages> {
  const node = await getNodeFor(ctx, ref, 'image.prune');
  const engine = await ctx.fleet.engine(node.id);
  if (input.dryRun) {
    const { unused, map } = await plan(ctx, node.id, engine, input);
    return { removed: unused, kept: [], bytes: bytesOf(map, unused) };
  }
  const { scope } = input;
  const job = { kind: 'image.prune', nodeId: node.id, subject: scope, once: 'prune_running' } as const;
  return runAsJob(ctx, job, async (tools) => {
    const { unused, map } = await plan(ctx, node.id, engine, input);
    const remove = async ({ id }: ImageDto): Promise<void> => void (await removeWithTags(engine, id, false));
    const pruned = await pruneEach(unused, tools, remove, 'image_not_found').finally(() => ctx.fleet.sync(node.id));
    const { removed, kept } = pruned;
    const bytes = bytesOf(map, removed);
    tools.report({ ...countsOf(pruned, unused.length), freedBytes: bytes });
    await ctx.audit.did(ctx, 'image.prune', `node:${node.id}`, {
      scope,
      removed: removed.slice(0, 50).map(({ id, tags }) => tags[0] ?? id),
      kept: kept.length,
    });
    throwIfCancelled(tools.signal);
    return { removed, kept: kept.map(({ one: { id, tags }, code }) => ({ id, tags, code })), bytes };
  });
}

/** What would be removed now, and the layers: which of them only these images have cannot be asked afterwards. */
async function plan(ctx: Ctx, nodeId: string, engine: DockerEngine, { scope, only }: Pick<PruneImages, 'scope' | 'only'>) {
  const wanted = only && new Set(only);
  const unused = (await engine.images.list())
    .filter(({ containers, tags }) => containers === 0 && (scope === 'unused' || tags.length === 0))
    .filter(({ id }) => wanted?.has(id) ?? true)
    // What was made of an image before that image: Docker keeps one that another was made of.
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return { unused, map: unused.length === 0 ? null : await getLayerMap(ctx, { node: nodeId }).catch(noMap) };
}

const bytesOf = (map: LayerMapDto | null, removed: ImageDto[]): number | null =>
  removed.length === 0 ? 0 : map && freedBytes(map, new Set(removed.map(({ id }) => id)));

/** A node that cannot tell its layers can do without them all the same. */
function noMap(error: unknown): null {
  if (!isAppError(error)) throw error;
  return null;
}
