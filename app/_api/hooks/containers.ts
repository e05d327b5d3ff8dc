import { useMutationState } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Input, Output } from '@/lib/shared/api';
import type { CommitContainer, KillContainer, LimitContainer, RenameContainer } from '@/lib/shared/containers';
import { operationUrl } from '../client';
import { nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** What a container's change makes stale on its node: the list, the counts, the layers. */
const after = (nodeId: string) => [
  nodeKeys.containers(nodeId),
  nodeKeys.containerDetails(nodeId),
  nodeKeys.layers(nodeId),
  nodeKeys.images(nodeId),
];

export const useContainers = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/containers'>>) =>
  useOperation(nodeKeys.containers(nodeId), 'GET /nodes/{node}/containers', { params: { node: nodeId } }, options);

/** Where the browser downloads all of a container's log from. @param timestamps before each line */
export const logUrl = (nodeId: string, container: string, timestamps: boolean): string =>
  operationUrl('GET /nodes/{node}/containers/{container}/logs/download', {
    params: { node: nodeId, container },
    query: { timestamps: String(timestamps) },
  });

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
    nodeKeys.stopping(nodeId),
  );

/** Those that were asked to stop on this page and have not answered yet, whatever has become of the button. */
export function useStoppingContainers(nodeId: string): ReadonlySet<string> {
  const asked = useMutationState({
    filters: { mutationKey: nodeKeys.stopping(nodeId), status: 'pending' },
    select: ({ state }) => String(state.variables),
  });
  return useMemo(() => new Set(asked), [asked]);
}

/** What a container can be told without anything besides. */
export type ContainerOrder = 'restart' | 'pause' | 'unpause';

/** `mutate({ container, order })`. */
export function useOrderContainer(nodeId: string) {
  const params = (container: string) => ({ params: { node: nodeId, container } });
  const [restart, pause, unpause] = [
    useChange('POST /nodes/{node}/containers/{container}/restart', params, () => after(nodeId)),
    useChange('POST /nodes/{node}/containers/{container}/pause', params, () => after(nodeId)),
    useChange('POST /nodes/{node}/containers/{container}/unpause', params, () => after(nodeId)),
  ];
  return { restart, pause, unpause } satisfies Record<ContainerOrder, unknown>;
}

type Of<Body> = Body & { container: string };

/** `mutate({ container, signal })`. */
export const useKillContainer = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/kill',
    ({ container, ...body }: Of<KillContainer>) => ({ params: { node: nodeId, container }, body }),
    () => after(nodeId),
  );

/** `mutate({ container, name })`. */
export const useRenameContainer = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/rename',
    ({ container, ...body }: Of<RenameContainer>) => ({ params: { node: nodeId, container }, body }),
    () => after(nodeId),
  );

/** `mutate({ container, memoryBytes, … })`. */
export const useLimitContainer = (nodeId: string) =>
  useChange(
    'PATCH /nodes/{node}/containers/{container}',
    ({ container, ...body }: Of<LimitContainer>) => ({ params: { node: nodeId, container }, body }),
    () => after(nodeId),
  );

/** `mutate({ container, image, … })`. May take minutes. */
export const useCommitContainer = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/containers/{container}/commit',
    ({ container, ...body }: Of<CommitContainer>) => ({ params: { node: nodeId, container }, body }),
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

/** How often what no event tells of a container is asked again, while somebody looks. */
const lookMs = { processes: 3_000, changes: 5_000 } as const;

const look = (nodeId: string, container: string) => ({ params: { node: nodeId, container } });

export const useContainerProcesses = (nodeId: string, container: string) =>
  useOperation(
    nodeKeys.container(nodeId, container, 'processes'),
    'GET /nodes/{node}/containers/{container}/processes',
    look(nodeId, container),
    { refetchInMs: () => lookMs.processes },
  );

export const useContainerChanges = (nodeId: string, container: string) =>
  useOperation(
    nodeKeys.container(nodeId, container, 'changes'),
    'GET /nodes/{node}/containers/{container}/changes',
    look(nodeId, container),
    { refetchInMs: () => lookMs.changes },
  );

/** Networks, mounts and more of it, by its id; told anew when its row, its networks or its events are. */
export const useContainerDetail = (nodeId: string, container: string) =>
  useOperation(
    nodeKeys.containerDetail(nodeId, container),
    'GET /nodes/{node}/containers/{container}/detail',
    look(nodeId, container),
  );

export const useInspectContainer = (nodeId: string, container: string) =>
  useOperation(
    nodeKeys.container(nodeId, container, 'inspect'),
    'GET /nodes/{node}/containers/{container}/inspect',
    look(nodeId, container),
  );
