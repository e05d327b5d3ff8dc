import type { Input, Output } from '@/lib/shared/api';
import { nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** What a container's change makes stale on its node: the list, the counts, the layers. */
const after = (node: string) => [nodeKeys.containers(node), nodeKeys.layers(node), nodeKeys.images(node)];

export const useContainers = (node: string, options?: QueryOptions<Output<'GET /nodes/{node}/containers'>>) =>
  useOperation(nodeKeys.containers(node), 'GET /nodes/{node}/containers', { params: { node } }, options);

export const useRunContainer = (node: string) =>
  useChange(
    'POST /nodes/{node}/containers',
    (body: Input<'POST /nodes/{node}/containers'>['body']) => ({ params: { node }, body }),
    () => after(node),
  );

/** `mutate(container)`: id or name. */
export const useStartContainer = (node: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/start',
    (container: string) => ({ params: { node, container } }),
    () => after(node),
  );

/** `mutate(container)`: id or name. Takes up to 10 seconds when the program ignores SIGTERM. */
export const useStopContainer = (node: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/stop',
    (container: string) => ({ params: { node, container } }),
    () => after(node),
  );

/** `mutate({ container, force })`. */
export const useRemoveContainer = (node: string) =>
  useChange(
    'DELETE /nodes/{node}/containers/{container}',
    ({ container, force }: { container: string; force?: boolean }) => ({
      params: { node, container },
      query: { force: force ? 'true' : 'false' },
    }),
    () => after(node),
  );
