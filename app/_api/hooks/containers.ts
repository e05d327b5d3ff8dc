import type { Input, Output } from '@/lib/shared/api';
import { nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** What a container's change makes stale on its node: the list, the counts, the layers. */
const after = (nodeId: string) => [nodeKeys.containers(nodeId), nodeKeys.layers(nodeId), nodeKeys.images(nodeId)];

export const useContainers = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/containers'>>) =>
  useOperation(nodeKeys.containers(nodeId), 'GET /nodes/{node}/containers', { params: { node: nodeId } }, options);

export const useRunContainer = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/containers',
    (body: Input<'POST /nodes/{node}/containers'>['body']) => ({ params: { node: nodeId }, body }),
    () => after(nodeId),
  );

/** `mutate(container)`: id or name. */
export const useStartContainer = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/start',
    (container: string) => ({ params: { node: nodeId, container } }),
    () => after(nodeId),
  );

/** `mutate(container)`: id or name. Takes up to 10 seconds when the program ignores SIGTERM. */
export const useStopContainer = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/stop',
    (container: string) => ({ params: { node: nodeId, container } }),
    () => after(nodeId),
  );

/** `mutate({ container, force })`. */
export const useRemoveContainer = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/containers/{container}',
    ({ container, force }: { container: string; force?: boolean }) => ({
      params: { node: nodeId, container },
      query: { force: force ? 'true' : 'false' },
    }),
    () => after(nodeId),
  );
