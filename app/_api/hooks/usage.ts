import { useQuery } from '@tanstack/react-query';
import type { StatsView } from '@/app/_api/live-usage';
import type { Output } from '@/lib/shared/api';
import type { ContainerUse } from '@/lib/shared/container-usage';
import { nodeKeys } from './keys';

/** What was heard of what a container uses; null before anything was. */
export function useContainerStats(nodeId: string, containerId: string): StatsView | null {
  const { data } = useQuery<StatsView | null>({
    queryKey: nodeKeys.stats(nodeId, containerId),
    queryFn: () => null,
    enabled: false,
    // Each point is a new one: there is nothing to compare.
    structuralSharing: false,
  });
  return data ?? null;
}

type Uses = ReadonlyMap<string, ContainerUse>;
const ofUsage = (nodeId: string) => ({ queryKey: nodeKeys.usage(nodeId), queryFn: () => null, enabled: false });

/** What was heard of what one of a node's containers uses. Whoever calls this is drawn anew when that changes, and nobody around it is. */
export function useContainerUse(nodeId: string, id: string): ContainerUse | null {
  const { data } = useQuery<Uses | null, Error, ContainerUse | null>({
    ...ofUsage(nodeId),
    structuralSharing: false,
    select: (uses) => uses?.get(id) ?? null,
  });
  return data ?? null;
}

/** The same of all of them, for a list that is ordered by it. @param wanted false: nothing, and nothing is drawn anew */
export function useContainerUses(nodeId: string, wanted: boolean): Uses | null {
  const { data } = useQuery<Uses | null>({
    ...ofUsage(nodeId),
    structuralSharing: false,
    select: (uses) => (wanted ? uses : null),
  });
  return data ?? null;
}

type Writes = Output<'GET /nodes/{node}/layers/writes'>;
const ofWrites = (nodeId: string) => ({ queryKey: nodeKeys.layerWrites(nodeId), enabled: false });

/** What a container has written as it was counted last; asked for by `useLayerWrites`. Null where it is not known. */
export function useWrittenBy(nodeId: string, id: string): Pick<Writes['items'][number], 'sizeBytes' | 'isWhole'> | null {
  const { data } = useQuery({
    ...ofWrites(nodeId),
    // Not when it was counted: a cell whose size stays is not drawn anew.
    select: ({ items }: Writes) => {
      const found = items.find(({ containerId }) => containerId === id);
      return found ? { sizeBytes: found.sizeBytes, isWhole: found.isWhole } : null;
    },
  });
  return data ?? null;
}

/** How much that is in bytes, or at least, of all containers by their ids. */
export function useWritten(nodeId: string, wanted: boolean): ReadonlyMap<string, number> | null {
  const { data } = useQuery<Writes, Error, Record<string, number> | null>({
    ...ofWrites(nodeId),
    select: ({ items }) =>
      wanted ? Object.fromEntries(items.map(({ containerId, sizeBytes }) => [containerId, sizeBytes])) : null,
  });
  return data ? new Map(Object.entries(data)) : null;
}
