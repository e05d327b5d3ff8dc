import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { LayerDto, LayerEntryDto, LayerMapDto } from '@/lib/shared/layers';
import { alignHistory } from './align-history';
import type { Directories } from './directories';
import type { ImageFacts } from './image-facts';

interface Parts {
  images: Array<Pick<ImageDto, 'id' | 'tags' | 'sizeBytes'>>;
  /** By image id; an image that has not answered yet has none. */
  facts: Map<string, ImageFacts>;
  containers: Array<Pick<ContainerDto, 'id' | 'name' | 'imageId' | 'state'>>;
  directories: Directories;
  /** Container id → bytes it has written. */
  sizes: Map<string, number>;
}

/**
 * Joins images, containers and directories into one map: an entry per chain ID, so that a layer which several images share is
 * there once. Pure.
 */
export function joinLayers(
  parts: Parts,
): Pick<LayerMapDto, 'images' | 'layers' | 'rwLayers' | 'directoriesReason' | 'entries' | 'entriesDirectory'> {
  const { directories, containers } = parts;
  const layers = new Map<string, LayerDto>();
  const layerOf = (chainId: string, parentChainId: string | null): LayerDto => {
    const known = layers.get(chainId);
    if (known) return known;
    const stored = directories.layers.get(chainId);
    const layer: LayerDto = {
      chainId,
      diffId: stored?.diffId ?? null,
      parentChainId,
      sizeBytes: stored?.sizeBytes ?? null,
      directory: stored?.directory ?? null,
      createdBy: null,
      comment: null,
      author: null,
      imageIds: [],
      containerIds: [],
    };
    layers.set(chainId, layer);
    return layer;
  };
  for (const { id } of parts.images) {
    const facts = parts.facts.get(id);
    if (facts) takeImage(facts, layerOf, directories);
  }
  const chains = new Map(
    containers.map((container) => {
      // Also of an image that was removed by force: its layers stay as long as the container stands on them.
      const stored = directories.readWrite.get(container.id)?.chain ?? null;
      return [container.id, stored ?? parts.facts.get(container.imageId)?.chain ?? []] as const;
    }),
  );
  for (const container of containers) {
    const chain = chains.get(container.id) ?? [];
    for (const [index, chainId] of chain.entries()) layerOf(chainId, chain[index - 1] ?? null).containerIds.push(container.id);
  }
  return {
    directoriesReason: directories.reason,
    images: parts.images.map(({ id, tags, sizeBytes }) => ({ id, tags, sizeBytes, chainIds: parts.facts.get(id)?.chain ?? [] })),
    layers: [...layers.values()],
    rwLayers: containers.map((container) => {
      const place = directories.readWrite.get(container.id);
      return {
        containerId: container.id,
        containerName: container.name,
        containerState: container.state,
        imageId: container.imageId,
        directory: place?.directory ?? null,
        initDirectory: place?.initDirectory ?? null,
        sizeBytes: parts.sizes.get(container.id) ?? null,
        chainIds: chains.get(container.id) ?? [],
      };
    }),
    entries: nameEntries(directories, layers),
    entriesDirectory: directories.listing?.directory ?? null,
  };
}

/** Lays an image's history beside its layers; what an earlier image could not say, a later one may. */
function takeImage(
  facts: ImageFacts,
  layerOf: (chainId: string, parent: string | null) => LayerDto,
  directories: Directories,
): void {
  const rows = alignHistory(
    facts.history,
    facts.chain.map((chainId) => directories.layers.get(chainId)?.sizeBytes ?? null),
  );
  facts.chain.forEach((chainId, index) => {
    const layer = layerOf(chainId, facts.chain[index - 1] ?? null);
    if (!layer.imageIds.includes(facts.id)) layer.imageIds.push(facts.id);
    layer.diffId ??= facts.diffIds[index] ?? null;
    const row = facts.history[rows[index] ?? -1];
    if (!row) return;
    layer.sizeBytes ??= row.sizeBytes;
    layer.createdBy ??= row.createdBy || null;
    layer.comment ??= row.comment || null;
    layer.author ??= row.author || null;
  });
}

/** Every entry of the layers' directory, each named. */
function nameEntries({ listing, nameOf }: Directories, layers: Map<string, LayerDto>): LayerEntryDto[] {
  return (listing?.names ?? []).map((name) => {
    const entry = nameOf(name) ?? { kind: 'leftover' as const, chainId: null, containerId: null };
    // A layer below no image and no container is kept for the next build.
    const kind = entry.kind === 'layer' && entry.chainId !== null && !layers.has(entry.chainId) ? 'build_cache' : entry.kind;
    return { name, ...entry, kind };
  });
}
