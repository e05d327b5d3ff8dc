import type { Input } from '@/lib/shared/api';
import type { ConnectNetwork, DisconnectNetwork } from '@/lib/shared/networks';
import { nodeKeys } from './keys';
import { useChange, useOperation } from './query';

/** How often networks are listed again without an event, while somebody looks: Docker tells of none when a container that does not run is connected. */
const lookMs = 30_000;

export const useNetworks = (nodeId: string) =>
  useOperation(
    nodeKeys.networks(nodeId),
    'GET /nodes/{node}/networks',
    { params: { node: nodeId } },
    { refetchInMs: () => lookMs },
  );

/** By its id. */
export const useInspectNetwork = (nodeId: string, network: string) =>
  useOperation(nodeKeys.network(nodeId, network, 'inspect'), 'GET /nodes/{node}/networks/{network}/inspect', {
    params: { node: nodeId, network },
  });

/** `mutate({ name, driver, … })`. */
export const useCreateNetwork = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/networks',
    (body: Input<'POST /nodes/{node}/networks'>['body']) => ({ params: { node: nodeId }, body }),
    () => [nodeKeys.networks(nodeId)],
  );

/** What a change of who is on a network makes stale: Docker tells nobody of it where the container does not run. */
const afterMove = (nodeId: string) => [nodeKeys.networks(nodeId), nodeKeys.containerDetails(nodeId)];

/** `mutate(id)`. */
export const useRemoveNetwork = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/networks/{network}',
    (network: string) => ({ params: { node: nodeId, network } }),
    () => [nodeKeys.networks(nodeId)],
  );

/** `mutate({ network, container, alias })`: ids. */
export const useConnectNetwork = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/networks/{network}/connect',
    ({ network, ...body }: ConnectNetwork & { network: string }) => ({ params: { node: nodeId, network }, body }),
    () => afterMove(nodeId),
  );

/** `mutate({ network, container, force })`: ids. */
export const useDisconnectNetwork = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/networks/{network}/disconnect',
    ({ network, ...body }: DisconnectNetwork & { network: string }) => ({ params: { node: nodeId, network }, body }),
    () => afterMove(nodeId),
  );

/** `mutate(ids)`: those that were shown as unused. */
export const usePruneNetworks = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/networks/prune',
    (networks: string[]) => ({ params: { node: nodeId }, body: { networks } }),
    () => [nodeKeys.networks(nodeId)],
  );
