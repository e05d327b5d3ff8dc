import type { ContainerDto } from '@/lib/shared/containers';
import type { LayerWriteDto } from '@/lib/shared/layers';
import type { VolumeDto } from '@/lib/shared/volumes';

export interface Loss {
  /** In their read-write layers; null where it is not known of any. */
  written: Pick<LayerWriteDto, 'sizeBytes' | 'isWhole'> | null;
  /** Volumes that they mount, by name. */
  named: string[];
  /** How many they mount besides that have no name. */
  anonymous: number;
}

/** What removing these containers deletes, and which volumes it leaves: `docker rm` removes none without `-v`. */
export function lossOf(
  containers: readonly ContainerDto[],
  volumes: readonly VolumeDto[],
  writes: readonly Pick<LayerWriteDto, 'containerId' | 'sizeBytes' | 'isWhole'>[],
): Loss {
  const ids = new Set(containers.map(({ id }) => id));
  const written = writes.filter(({ containerId }) => ids.has(containerId));
  const mounted = volumes.filter(({ usedBy }) => usedBy.some(({ id }) => ids.has(id)));
  return {
    written:
      written.length === 0
        ? null
        : {
            sizeBytes: written.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
            isWhole: written.length === ids.size && written.every(({ isWhole }) => isWhole),
          },
    named: mounted.filter(({ isAnonymous }) => !isAnonymous).map(({ name }) => name),
    anonymous: mounted.filter(({ isAnonymous }) => isAnonymous).length,
  };
}
