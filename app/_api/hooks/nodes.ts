import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { limits } from '@/lib/shared/limits';
import type { NodeQuery, NodeSort } from '@/lib/shared/node-list';
import type { NodeDto } from '@/lib/shared/nodes';
import { type ApiError, call } from '../client';
import type { Input, Output } from '@/lib/shared/api';
import { type Every, useEveryPage } from './every-page';
import { classKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** Which nodes a page shows, and in which order. */
export type NodeFilter = Partial<Omit<NodeQuery, 'limit' | 'cursor' | 'sort'>> & { sort?: NodeSort };

/**
 * All nodes of a class, or all the reader may see. A page that shows a part of them takes {@link useNodePages}, and one that only counts
 * takes {@link useNodeSummary}.
 */
export const useNodes = (filter: NodeFilter = {}, options?: QueryOptions<Every<NodeDto>>) =>
  useEveryPage(nodeKeys.allOf(filter), (page, asked) => call('GET /nodes', { query: { ...filter, ...page } }, asked), options);

/** Nodes page by page as a reader scrolls; `data.pages[0].total` is how many there are in all. */
export const useNodePages = (
  filter: NodeFilter,
  { first, limit = limits.pageSize }: { first?: Output<'GET /nodes'>; limit?: number } = {},
) =>
  useInfiniteQuery<
    Output<'GET /nodes'>,
    ApiError,
    { pages: Array<Output<'GET /nodes'>> },
    readonly unknown[],
    string | undefined
  >({
    queryKey: nodeKeys.pages(filter, limit),
    queryFn: ({ signal, pageParam }) => call('GET /nodes', { query: { ...filter, limit, cursor: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.nextCursor,
    initialData: first && { pages: [first], pageParams: [undefined] },
    placeholderData: keepPreviousData,
  });

/** The nodes of a class, or all the reader may see, in numbers. */
export const useNodeSummary = (
  filter: { class?: NodeQuery['class'] } = {},
  options?: QueryOptions<Output<'GET /node-summary'>>,
) => useOperation(nodeKeys.summary(filter.class), 'GET /node-summary', { query: filter }, options);

export const useNode = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}'>>) =>
  useOperation(nodeKeys.detail(nodeId), 'GET /nodes/{node}', { params: { node: nodeId } }, options);

export const useCreateNode = () =>
  useChange(
    'POST /nodes',
    (body: Input<'POST /nodes'>['body']) => ({ body }),
    () => [nodeKeys.all],
  );

export const useUpdateNode = (nodeId: string) =>
  useChange(
    'PATCH /nodes/{node}',
    (body: Input<'PATCH /nodes/{node}'>['body']) => ({ params: { node: nodeId }, body }),
    () => [nodeKeys.all],
  );

export const useDeleteNode = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}',
    (query: Input<'DELETE /nodes/{node}'>['query']) => ({ params: { node: nodeId }, query }),
    () => [nodeKeys.list()],
  );

/** `sha256`: the fingerprint the reader looked at. */
export const useApproveHostKey = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/host-key',
    (body: { sha256: string }) => ({ params: { node: nodeId }, body }),
    () => [nodeKeys.all],
  );

export const useReconnectNode = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/reconnect',
    () => ({ params: { node: nodeId } }),
    () => [nodeKeys.all],
  );

/** `mutate({ user, to, dryRun: true })` only tells what it would come to. */
export const useSwapNode = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/swap',
    (body: Input<'POST /nodes/{node}/swap'>['body']) => ({ params: { node: nodeId }, body }),
    (body) => (body.dryRun ? [] : [nodeKeys.all, classKeys.all]),
  );

/** `mutate({ node, user })`; with `from` that node is taken from them in the same step. */
export const useAssignNode = () =>
  useChange(
    'PUT /nodes/{node}/assignees/{user}',
    ({ from, ...params }: { node: string; user: string; from?: string }) => ({ params, query: { from } }),
    () => [nodeKeys.all],
  );

export const useUnassignNode = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/assignees/{user}',
    (user: string) => ({ params: { node: nodeId, user } }),
    () => [nodeKeys.all],
  );
