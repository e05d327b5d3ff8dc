import type { LayerMapDto } from '@/lib/shared/layers';

/**
 * What goes with these images: the layers that no other image has and no container stands on. The sum of the images' sizes would count a layer
 * twice that two of them share, and one that stays. Pure.
 * @param ids of the images. @returns bytes; null where the size of such a layer, or some image, is not known
 */
export function freedBytes(
  { layers, isComplete }: Pick<LayerMapDto, 'layers' | 'isComplete'>,
  ids: ReadonlySet<string>,
): number | null {
  if (!isComplete) return null;
  let bytes = 0;
  for (const { imageIds, containerIds, sizeBytes } of layers) {
    if (imageIds.length === 0 || containerIds.length > 0 || !imageIds.every((id) => ids.has(id))) continue;
    if (sizeBytes === null) return null;
    bytes += sizeBytes;
  }
  return bytes;
}
