import { isAppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { LayerMapDto, LayerWritesDto } from '@/lib/shared/layers';
import type { LayerSources } from './layer-reader';

async function sourcesOf(ctx: Ctx, ref: string): Promise<LayerSources> {
  const node = await getNodeFor(ctx, ref, 'layer.read');
  const engine = await ctx.fleet.engine(node.id);
  const files = await ctx.fleet.files(node.id);
  const root = await ctx.fleet.root(node.id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'root_unavailable') return null;
    throw error;
  });
  return { engine, files, root, facts: ctx.fleet.status(node.id).docker ?? (await engine.system.facts()) };
}

/**
 * Every layer of a node: what the Engine says of images and containers, joined with the directories on the node, which are read over
 * SFTP or as root. Who asks while a map is being made gets the next one, which all who wait share.
 * @throws AppError why Docker cannot be asked now; unreadable directories are no error but `directoriesReason`.
 */
export async function getLayerMap(ctx: Ctx, { node }: { node: string }): Promise<LayerMapDto> {
  const sources = await sourcesOf(ctx, node);
  return ctx.layerReaders.of(sources.engine).map(sources);
}

/** What containers have written, a second or two old at most unless the node is slow. @throws AppError likewise */
export async function getLayerWrites(ctx: Ctx, { node }: { node: string }): Promise<LayerWritesDto> {
  const sources = await sourcesOf(ctx, node);
  return ctx.layerReaders.of(sources.engine).writes(sources);
}
