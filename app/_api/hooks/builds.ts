import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Input, Output } from '@/lib/shared/api';
import type { ApiError } from '../client';
import { sendFile } from '../send-file';
import { jobKeys, nodeKeys } from './keys';
import { useChange, useOperation } from './query';

/** As the endpoint takes it: JSON for the arguments. */
export type BuildQuery = NonNullable<Input<'POST /nodes/{node}/images/build'>['query']>;

/** `mutate({ query, context, onProgress, signal })` ends when the node has the whole context; the job goes on. */
export function useBuildImage(nodeId: string) {
  const client = useQueryClient();
  interface Build {
    query: BuildQuery;
    /** A tar archive. */
    context: Blob;
    onProgress: (sentBytes: number) => void;
    signal: AbortSignal;
  }
  return useMutation<Output<'POST /nodes/{node}/images/build'>, ApiError, Build>({
    mutationFn: ({ query, context, ...options }) =>
      sendFile(
        'POST /nodes/{node}/images/build',
        { params: { node: nodeId }, query },
        { file: context, contentType: 'application/x-tar' },
        options,
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: jobKeys.list(nodeId) }),
  });
}

export const useBuildCache = (nodeId: string) =>
  useOperation(nodeKeys.buildCache(nodeId), 'GET /nodes/{node}/build-cache', { params: { node: nodeId } });

/** What a prune would remove. @param all also what is shared with images, and Docker's own */
export const useBuildCachePlan = (nodeId: string, all: boolean) =>
  useOperation(nodeKeys.buildCachePlan(nodeId, all), 'POST /nodes/{node}/build-cache/prune', {
    params: { node: nodeId },
    body: { all, dryRun: true },
  });

/** `mutate(all)`. */
export const usePruneBuildCache = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/build-cache/prune',
    (all: boolean) => ({ params: { node: nodeId }, body: { all } }),
    () => [nodeKeys.buildCache(nodeId)],
  );
