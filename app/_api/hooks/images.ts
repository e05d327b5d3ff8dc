import type { Output } from '@/lib/shared/api';
import { jobKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

export const useImages = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/images'>>) =>
  useOperation(nodeKeys.images(nodeId), 'GET /nodes/{node}/images', { params: { node: nodeId } }, options);

/** `mutate('ubuntu:22.04')` starts a job; its progress comes as `job:changed`. */
export const usePullImage = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/images/pull',
    (image: string) => ({ params: { node: nodeId }, body: { image } }),
    () => [jobKeys.list(nodeId)],
  );

/** `mutate({ image, force })`: an id or a reference. */
export const useRemoveImage = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/images/{image}',
    ({ image, force }: { image: string; force?: boolean }) => ({
      params: { node: nodeId, image },
      query: { force: force ? 'true' : 'false' },
    }),
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
