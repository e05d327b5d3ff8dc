'use client';

import { useState } from 'react';
import { useLayers } from '@/app/_api/hooks/images';
import type { LayerMapDto } from '@/lib/shared/docker';
import { compareMaps, type LayerChanges, noChanges } from './changes';

interface Held {
  map: LayerMapDto | undefined;
  changes: LayerChanges;
}

/** The layers of a node and what changed at the last event: nothing on the first look, so that nothing drops in then. */
export function useLayerPicture(node: string) {
  const query = useLayers(node);
  const [held, setHeld] = useState<Held>({ map: query.data, changes: noChanges });
  const map = query.data;
  if (map === held.map) return { query, changes: held.changes };
  const changes = held.map && map ? compareMaps(held.map, map) : noChanges;
  // A change of sizes alone leaves the last news standing: it is still the last thing that happened.
  const next = { map, changes: isNews(changes) ? changes : held.changes };
  setHeld(next);
  return { query, changes: next.changes };
}

function isNews(changes: LayerChanges): boolean {
  return changes.arrived.size > 0 || changes.layersRemoved > 0 || changes.rwRemoved.length > 0;
}
