import type { LayerMapDto } from '@/lib/shared/layers';

/** Of an image's layers: bytes of those that another image has, too, and of those that go with it. */
export interface LayerSizes {
  sharedBytes: number;
  uniqueBytes: number;
}

/**
 * What each image shares, by its id. Sizes are those of the unpacked files, as `docker system df -v` counts them with the store overlay2.
 * An image of which a layer's size is not known is left out: a sum without it would be wrong.
 */
export function layerSizes(map: Pick<LayerMapDto, 'images' | 'layers'>): ReadonlyMap<string, LayerSizes> {
  const layers = new Map(map.layers.map((layer) => [layer.chainId, layer]));
  const sizes = new Map<string, LayerSizes>();
  for (const { id, chainIds } of map.images) {
    let [sharedBytes, uniqueBytes] = [0, 0];
    const known = chainIds.every((chainId) => {
      const layer = layers.get(chainId);
      if (!layer || layer.sizeBytes === null) return false;
      if (layer.imageIds.length > 1) sharedBytes += layer.sizeBytes;
      else uniqueBytes += layer.sizeBytes;
      return true;
    });
    if (known && chainIds.length > 0) sizes.set(id, { sharedBytes, uniqueBytes });
  }
  return sizes;
}
