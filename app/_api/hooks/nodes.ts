import type { Input, Output } from '../endpoints';
import { nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** All nodes the reader may see (the first 200; a class has fewer). */
export const useNodes = (options?: QueryOptions<Output<'GET /nodes'>>) =>
  useOperation(nodeKeys.list(), 'GET /nodes', { query: { limit: 200 } }, options);

export const useNode = (ref: string, options?: QueryOptions<Output<'GET /nodes/{node}'>>) =>
  useOperation(nodeKeys.detail(ref), 'GET /nodes/{node}', { params: { node: ref } }, options);

export const useCreateNode = () =>
  useChange(
    'POST /nodes',
    (body: Input<'POST /nodes'>['body']) => ({ body }),
    () => [nodeKeys.all],
  );

export const useUpdateNode = (ref: string) =>
  useChange(
    'PATCH /nodes/{node}',
    (body: Input<'PATCH /nodes/{node}'>['body']) => ({ params: { node: ref }, body }),
    () => [nodeKeys.all],
  );

export const useDeleteNode = (ref: string) =>
  useChange(
    'DELETE /nodes/{node}',
    () => ({ params: { node: ref } }),
    () => [nodeKeys.list()],
  );

/** `sha256`: the fingerprint the reader looked at. */
export const useApproveHostKey = (ref: string) =>
  useChange(
    'POST /nodes/{node}/host-key',
    (body: { sha256: string }) => ({ params: { node: ref }, body }),
    () => [nodeKeys.all],
  );

export const useReconnectNode = (ref: string) =>
  useChange(
    'POST /nodes/{node}/reconnect',
    () => ({ params: { node: ref } }),
    () => [nodeKeys.all],
  );

export const useAssignNode = (ref: string) =>
  useChange(
    'PUT /nodes/{node}/assignees/{user}',
    (user: string) => ({ params: { node: ref, user } }),
    () => [nodeKeys.all],
  );

export const useUnassignNode = (ref: string) =>
  useChange(
    'DELETE /nodes/{node}/assignees/{user}',
    (user: string) => ({ params: { node: ref, user } }),
    () => [nodeKeys.all],
  );
