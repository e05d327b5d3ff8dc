import type { Output } from '@/lib/shared/api';
import { nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

export const useImages = (node: string, options?: QueryOptions<Output<'GET /nodes/{node}/images'>>) =>
  useOperation(nodeKeys.images(node), 'GET /nodes/{node}/images', { params: { node } }, options);

/** `mutate('ubuntu:22.04')` starts a job; its progress comes as `job:changed`. */
export const usePullImage = (node: string) =>
  useChange(
    'POST /nodes/{node}/images/pull',
    (image: string) => ({ params: { node }, body: { image } }),
    () => [nodeKeys.jobs(node)],
  );

/** `mutate({ image, force })`: an id or a reference. */
export const useRemoveImage = (node: string) =>
  useChange(
    'DELETE /nodes/{node}/images/{image}',
    ({ image, force }: { image: string; force?: boolean }) => ({
      params: { node, image },
      query: { force: force ? 'true' : 'false' },
    }),
    () => [nodeKeys.images(node), nodeKeys.layers(node)],
  );

/** A map in which some image has not answered yet is asked for again. */
export const useLayers = (node: string, options?: QueryOptions<Output<'GET /nodes/{node}/layers'>>) =>
  useOperation(
    nodeKeys.layers(node),
    'GET /nodes/{node}/layers',
    { params: { node } },
    { refetchInMs: (held) => (held && !held.isComplete ? 5_000 : false), ...options },
  );

/** What containers have written, as often as the node can tell it, while somebody looks. */
export const useLayerWrites = (node: string) =>
  useOperation(
    nodeKeys.layerWrites(node),
    'GET /nodes/{node}/layers/writes',
    { params: { node } },
    { refetchInMs: (held) => held?.nextInMs ?? 5_000 },
  );
