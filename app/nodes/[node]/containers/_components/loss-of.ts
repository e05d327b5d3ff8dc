import type { ContainerDto } from '@/lib/shared/containers';
import type { LayerWriteDto } from '@/lib/shared/layers';
import type { VolumeDto } from '@/lib/shared/volumes';

export interface Loss {
  /** In their read-write layers; null where it is not known of each. */
  writtenBytes: number | null;
  /** Volumes that they mount, by name. */
  named: string[];
  /** How many they mount besides that have no name. */
  anonymous: number;
}

/** What removing these containers deletes, and which volumes it leaves: `docker rm` removes none without `-v`. */
export function lossOf(
  containers: readonly ContainerDto[],
  volumes: readonly VolumeDto[],
  writes: readonly Pick<LayerWriteDto, 'containerId' | 'sizeBytes'>[],
): Loss {
  const ids = new Set(containers.map(({ id }) => id));
  const written = writes.filter(({ containerId }) => ids.has(containerId));
  const mounted = volumes.filter(({ usedBy }) => usedBy.some(({ id }) => ids.has(id)));
  return {
    writtenBytes: written.length === ids.size ? written.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) : null,
    named: mounted.filter(({ isAnonymous }) => !isAnonymous).map(({ name }) => name),
    anonymous: mounted.filter(({ isAnonymous }) => isAnonymous).length,
  };
}
