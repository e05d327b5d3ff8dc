import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Output, Parsed } from '@/lib/shared/api';
import { type ApiError, operationUrl } from '../client';
import { sendFile } from '../send-file';
import { jobKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

export const useImages = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/images'>>) =>
  useOperation(nodeKeys.images(nodeId), 'GET /nodes/{node}/images', { params: { node: nodeId } }, options);

/** `mutate('ubuntu:22.04')` starts a job; its progress comes as `jobs:changed`. */
export const usePullImage = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/images/pull',
    (image: string) => ({ params: { node: nodeId }, body: { image } }),
    () => [jobKeys.list(nodeId)],
  );

/** `mutate('localhost:5000/x:1')` starts a job, likewise. */
export const usePushImage = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/images/{image}/push',
    (image: string) => ({ params: { node: nodeId, image } }),
    () => [jobKeys.list(nodeId)],
  );

/** Where the browser downloads an image from. @param image a tag, or an id */
export const saveImageUrl = (nodeId: string, image: string): string =>
  operationUrl('GET /nodes/{node}/images/{image}/save', { params: { node: nodeId, image } });

/** `mutate({ archive, onProgress, signal })`: a file of any length, as `docker save` wrote it. */
export function useLoadImages(nodeId: string) {
  const client = useQueryClient();
  interface Load {
    archive: File;
    onProgress: (sentBytes: number) => void;
    signal: AbortSignal;
  }
  return useMutation<Output<'POST /nodes/{node}/images/load'>, ApiError, Load>({
    mutationFn: ({ archive, ...options }) =>
      sendFile(
        'POST /nodes/{node}/images/load',
        // What a reader of the job sees of it: a name longer than the panel takes is left out.
        { params: { node: nodeId }, query: { name: archive.name.length > 255 ? '' : archive.name, sizeBytes: archive.size } },
        { file: archive, contentType: 'application/x-tar' },
        options,
      ),
    onSuccess: () => {
      for (const queryKey of [nodeKeys.images(nodeId), nodeKeys.layers(nodeId)]) void client.invalidateQueries({ queryKey });
    },
  });
}

export type PruneScope = Parsed<'POST /nodes/{node}/images/prune'>['body']['scope'];

/** What a prune would remove. Below the list, so that it is asked for again when that changes. */
export const usePrunePlan = (nodeId: string, scope: PruneScope) =>
  useOperation(nodeKeys.image(nodeId, 'prune', scope), 'POST /nodes/{node}/images/prune', {
    params: { node: nodeId },
    body: { scope, dryRun: true },
  });

/** `mutate({ scope, only })`: ids that the plan has named. */
export const usePruneImages = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/images/prune',
    (body: { scope: PruneScope; only: string[] }) => ({ params: { node: nodeId }, body }),
    () => [nodeKeys.images(nodeId), nodeKeys.layers(nodeId)],
  );

/** By its id. */
export const useImage = (nodeId: string, image: string) =>
  useOperation(nodeKeys.image(nodeId, image, 'detail'), 'GET /nodes/{node}/images/{image}', { params: { node: nodeId, image } });

export const useImageHistory = (nodeId: string, image: string) =>
  useOperation(nodeKeys.image(nodeId, image, 'history'), 'GET /nodes/{node}/images/{image}/history', {
    params: { node: nodeId, image },
  });

export const useInspectImage = (nodeId: string, image: string) =>
  useOperation(nodeKeys.image(nodeId, image, 'inspect'), 'GET /nodes/{node}/images/{image}/inspect', {
    params: { node: nodeId, image },
  });

/** `mutate({ image, tag })`: an id or a reference, and its further tag. */
export const useTagImage = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/images/{image}/tag',
    ({ image, tag }: { image: string; tag: string }) => ({ params: { node: nodeId, image }, body: { tag } }),
    () => [nodeKeys.images(nodeId), nodeKeys.layers(nodeId)],
  );

/** `mutate({ image, all })`: a tag; an id or a tag with `all`, for the image with all its tags. */
export const useRemoveImage = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/images/{image}',
    ({ image, all }: { image: string; all: boolean }) => ({ params: { node: nodeId, image }, query: { all: String(all) } }),
    () => [nodeKeys.images(nodeId), nodeKeys.layers(nodeId)],
  );

/** A map in which some image has not answered yet is asked for again. */
export const useLayers = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/layers'>>) =>
  useOperation(
    nodeKeys.layers(nodeId),
    'GET /nodes/{node}/layers',
    { params: { node: nodeId } },
    { refetchInMs: (held) => (held && !held.isComplete ? 5_000 : false), ...options },
  );

/** What containers have written, as often as the node can tell it, while somebody looks. */
export const useLayerWrites = (nodeId: string) =>
  useOperation(
    nodeKeys.layerWrites(nodeId),
    'GET /nodes/{node}/layers/writes',
    { params: { node: nodeId } },
    { refetchInMs: (held) => held?.nextInMs ?? 5_000 },
  );
