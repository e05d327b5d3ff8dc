import { knownLayers } from '../kinds/layers';
import type { Look } from '../kind';
import { isTrouble } from '../trouble';

/** @throws AppError */
export async function layersTruth(look: Look, of: string): Promise<number | null> {
  const map = await knownLayers(look);
  if (isTrouble(map)) return null;
  if (of === 'layers.sharedBytes')
    return map.layers.reduce((sum, layer) => (layer.imageIds.length > 1 ? sum + (layer.sizeBytes ?? 0) : sum), 0);
  if (map.entriesDirectory === null) return null;
  if (of === 'layers.entries') return map.entries.length;
  return map.entries.filter(({ kind }) => kind === 'layer' || kind === 'writable' || kind === 'init').length;
}
