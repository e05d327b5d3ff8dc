import type { ContainerDetail, ImageDetail } from '@/lib/docker/engine';
import type { LayerDto, LayerMapDto } from '@/lib/shared/docker';
import type { Directories } from './directories';

/**
 * Joins images, containers and directories into one map: an entry per chain ID, so that a layer which several images share is
 * there once. Pure.
 */
export function joinLayers({
  images,
  containers,
  chains,
  directories,
}: {
  images: ImageDetail[];
  containers: ContainerDetail[];
  /** Image id → its chain IDs from the base up. */
  chains: Map<string, string[]>;
  directories: Directories;
}): Pick<LayerMapDto, 'images' | 'layers' | 'rwLayers' | 'directoriesReason'> {
  const layers = new Map<string, LayerDto>();
  for (const image of images) {
    const chain = chains.get(image.id) ?? [];
    // Rows that made no layer carry no size; when the counts do not fit, the history cannot be laid beside the layers.
    const made = image.history.filter((row) => !row.empty);
    const history = made.length === chain.length ? made : [];
    chain.forEach((chainId, index) => {
      const known = layers.get(chainId);
      if (known) {
        if (!known.imageIds.includes(image.id)) known.imageIds.push(image.id);
        return;
      }
      layers.set(chainId, {
        chainId,
        diffId: image.diffIds[index] ?? chainId,
        parentChainId: chain[index - 1] ?? null,
        sizeBytes: directories.sizes.get(chainId) ?? history[index]?.sizeBytes ?? null,
        directory: directories.layers.get(chainId) ?? null,
        createdBy: history[index]?.createdBy || null,
        imageIds: [image.id],
        containerIds: [],
      });
    });
  }
  for (const container of containers) {
    for (const chainId of chains.get(container.imageId) ?? []) layers.get(chainId)?.containerIds.push(container.id);
  }
  return {
    directoriesReason: directories.reason,
    images: images.map((image) => ({
      id: image.id,
      tags: image.tags,
      sizeBytes: image.sizeBytes,
      chainIds: chains.get(image.id) ?? [],
    })),
    layers: [...layers.values()],
    rwLayers: containers.map((container) => ({
      containerId: container.id,
      containerName: container.name,
      containerState: container.state,
      imageId: container.imageId,
      directory: directories.readWrite.get(container.id)?.directory ?? null,
      initDirectory: directories.readWrite.get(container.id)?.initDirectory ?? null,
      sizeBytes: container.sizeRwBytes,
      chainIds: chains.get(container.imageId) ?? [],
    })),
  };
}
