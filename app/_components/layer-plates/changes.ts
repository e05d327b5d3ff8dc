import type { LayerMapDto } from '@/lib/shared/layers';
import { layerKey, rwKey } from './layout';

/** What a reader is told when the picture changes by itself. */
export interface LayerChanges {
  /** Keys of the plates that were not there before. */
  arrived: ReadonlySet<string>;
  layersAdded: number;
  layersRemoved: number;
  /** Names of containers. */
  rwAdded: string[];
  rwRemoved: string[];
}

export const noChanges: LayerChanges = { arrived: new Set(), layersAdded: 0, layersRemoved: 0, rwAdded: [], rwRemoved: [] };

/** What is different between two looks at the same node. A container or layer counts by its id, not by its name or size. */
export function compareMaps(before: LayerMapDto, after: LayerMapDto): LayerChanges {
  const chainsBefore = new Set(before.layers.map((layer) => layer.chainId));
  const chainsAfter = new Set(after.layers.map((layer) => layer.chainId));
  const rwBefore = new Set(before.rwLayers.map((rw) => rw.containerId));
  const rwAfter = new Set(after.rwLayers.map((rw) => rw.containerId));
  const newChains = [...chainsAfter].filter((chainId) => !chainsBefore.has(chainId));
  const newRws = after.rwLayers.filter((rw) => !rwBefore.has(rw.containerId));
  return {
    arrived: new Set([...newChains.map(layerKey), ...newRws.map((rw) => rwKey(rw.containerId))]),
    layersAdded: newChains.length,
    layersRemoved: [...chainsBefore].filter((chainId) => !chainsAfter.has(chainId)).length,
    rwAdded: newRws.map((rw) => rw.containerName),
    rwRemoved: before.rwLayers.filter((rw) => !rwAfter.has(rw.containerId)).map((rw) => rw.containerName),
  };
}
