'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { useLayers, useLayerWrites } from '@/app/_api/hooks/images';
import type { LayerMapDto, LayerWriteDto, LayerWritesDto } from '@/lib/shared/layers';
import { compareMaps, type LayerChanges, noChanges } from './changes';

interface Held {
  map: LayerMapDto | undefined;
  changes: LayerChanges;
}

export interface LayerPicture {
  query: ReturnType<typeof useLayers>;
  /** The map with the sizes of the last look at what containers have written. */
  map: LayerMapDto | undefined;
  changes: LayerChanges;
  writes: {
    of(containerId: string): LayerWriteDto | null;
    /** When a container was counted, by this browser's clock, in ms. */
    takenAt(written: LayerWriteDto): number;
  };
}

/** The layers of a node and what changed at the last event: nothing on the first look, so that nothing drops in then. */
export function useLayerPicture(nodeId: string): LayerPicture {
  const query = useLayers(nodeId);
  const looks = useLayerWrites(nodeId);
  useNewMap(query, looks.data);
  const [held, setHeld] = useState<Held>({ map: query.data, changes: noChanges });
  const map = useMemo(() => withSizes(query.data, looks.data), [query.data, looks.data]);
  const { data, dataUpdatedAt } = looks;
  const writes = useMemo(
    () => ({
      of: (id: string) => data?.items.find((item) => item.containerId === id) ?? null,
      takenAt: (written: LayerWriteDto) => dataUpdatedAt - (data ? Date.parse(data.takenAt) - Date.parse(written.takenAt) : 0),
    }),
    [data, dataUpdatedAt],
  );
  let { changes } = held;
  if (query.data !== held.map) {
    const compared = held.map && query.data ? compareMaps(held.map, query.data) : noChanges;
    // A change of sizes alone leaves the last news standing: it is still the last thing that happened.
    changes = isNews(compared) ? compared : held.changes;
    setHeld({ map: query.data, changes });
  }
  return { query, map, changes, writes };
}

/** Layers can come and go without an event of Docker's, as by `docker builder prune`: another stamp asks for another map, once. */
function useNewMap(query: ReturnType<typeof useLayers>, looks: LayerWritesDto | undefined): void {
  const asked = useRef<string | null>(null);
  const stamp = looks?.stamp ?? null;
  const known = query.data?.stamp ?? null;
  const { refetch } = query;
  useEffect(() => {
    if (stamp === null || known === null || stamp === known || asked.current === stamp) return;
    asked.current = stamp;
    void refetch();
  }, [stamp, known, refetch]);
}

function withSizes(map: LayerMapDto | undefined, looks: LayerWritesDto | undefined): LayerMapDto | undefined {
  if (!map || !looks) return map;
  const sizes = new Map(looks.items.map((item) => [item.containerId, item.sizeBytes]));
  return { ...map, rwLayers: map.rwLayers.map((rw) => ({ ...rw, sizeBytes: sizes.get(rw.containerId) ?? rw.sizeBytes })) };
}

function isNews(changes: LayerChanges): boolean {
  return changes.arrived.size > 0 || changes.layersRemoved > 0 || changes.rwRemoved.length > 0;
}
