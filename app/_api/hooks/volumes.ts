import { nodeKeys } from './keys';
import { useChange, useOperation } from './query';

/** How often volumes are listed again without an event, while somebody looks: those of other drivers than Docker's own may change without one. */
const lookMs = 30_000;

export const useVolumes = (nodeId: string) =>
  useOperation(
    nodeKeys.volumes(nodeId),
    'GET /nodes/{node}/volumes',
    { params: { node: nodeId } },
    { refetchInMs: () => lookMs },
  );

/** By its name. */
export const useInspectVolume = (nodeId: string, volume: string) =>
  useOperation(nodeKeys.volume(nodeId, volume, 'inspect'), 'GET /nodes/{node}/volumes/{volume}/inspect', {
    params: { node: nodeId, volume },
  });

/** `mutate('data')`; undefined: Docker makes a name. */
export const useCreateVolume = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/volumes',
    (name: string | undefined) => ({ params: { node: nodeId }, body: { name } }),
    () => [nodeKeys.volumes(nodeId)],
  );

/** `mutate('data')`. */
export const useRemoveVolume = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/volumes/{volume}',
    (volume: string) => ({ params: { node: nodeId, volume } }),
    () => [nodeKeys.volumes(nodeId)],
  );

/** `mutate(names)`: those that were shown as unused. */
export const usePruneVolumes = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/volumes/prune',
    (names: string[]) => ({ params: { node: nodeId }, body: { names } }),
    () => [nodeKeys.volumes(nodeId)],
  );
