import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { getLayerMap } from '@/lib/features/layers/layers';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ImageDto, PrunedImages, PruneImages } from '@/lib/shared/images';
import { freedBytes } from './freed-bytes';
import { removeWithTags } from './remove-with-tags';

/**
 * Removes images that no container uses; a dry run names them and removes nothing. One that is gone already is as good as removed.
 * @throws AppError why Docker cannot be asked now
 */
export async function pruneImages(ctx: Ctx, input: PruneImages & { node: string }): Promise<PrunedImages> {
  const { node: ref, scope, only, dryRun } = input;
  const node = await getNodeFor(ctx, ref, 'image.prune');
  const engine = await ctx.fleet.engine(node.id);
  const wanted = only && new Set(only);
  const unused = (await engine.images.list())
    .filter(({ containers, tags }) => containers === 0 && (scope === 'unused' || tags.length === 0))
    .filter(({ id }) => wanted?.has(id) ?? true)
    // What was made of an image before that image: Docker keeps one that another was made of.
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  // Which layers only they have cannot be asked afterwards.
  const map = unused.length === 0 ? null : await getLayerMap(ctx, { node: node.id }).catch(noMap);
  const { removed, kept } = dryRun
    ? { removed: unused, kept: [] }
    : await removeEach(engine, unused).finally(() => ctx.fleet.sync(node.id));
  if (!dryRun)
    await ctx.audit.did(ctx, 'image.prune', `node:${node.id}`, {
      scope,
      removed: removed.slice(0, 50).map(({ id, tags }) => tags[0] ?? id),
      kept: kept.length,
    });
  return { removed, kept, bytes: removed.length === 0 ? 0 : map && freedBytes(map, new Set(removed.map(({ id }) => id))) };
}

/** A node that cannot tell its layers can do without them all the same. */
function noMap(error: unknown): null {
  if (!isAppError(error)) throw error;
  return null;
}

async function removeEach(
  engine: DockerEngine,
  images: ImageDto[],
): Promise<{ removed: ImageDto[]; kept: PrunedImages['kept'] }> {
  const removed: ImageDto[] = [];
  const kept: PrunedImages['kept'] = [];
  for (const image of images) {
    try {
      await removeWithTags(engine, image.id, false);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code !== 'image_not_found') {
        kept.push({ id: image.id, tags: image.tags, code: error.code });
        continue;
      }
    }
    removed.push(image);
  }
  return { removed, kept };
}
