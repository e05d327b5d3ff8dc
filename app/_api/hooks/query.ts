import {
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type ApiError, call } from '../client';
import type { Input, Key, Output } from '@/lib/shared/api';

export interface QueryOptions<T> {
  /** What the server rendered: shown at once, refetched when older than the client's stale time. */
  initialData?: T;
  enabled?: boolean;
  /** What becomes of an answer before it takes the place of what is held, e.g. what was heard since it was asked for. */
  merge?: (answer: T) => T;
  /** In how many ms it is asked again while somebody looks at the page; false for not by itself. */
  refetchInMs?: (held: T | undefined) => number | false;
}

/** One read of the API as a query. */
export function useOperation<K extends Key>(
  queryKey: QueryKey,
  key: K,
  input: Input<K>,
  options: QueryOptions<Output<K>> = {},
): UseQueryResult<Output<K>, ApiError> {
  return useQuery<Output<K>, ApiError, Output<K>, QueryKey>({
    queryKey,
    queryFn: async ({ signal }) => {
      const answer = await call(key, input, { signal });
      return options.merge?.(answer) ?? answer;
    },
    initialData: options.initialData as undefined,
    enabled: options.enabled ?? true,
    refetchInterval: (query) => options.refetchInMs?.(query.state.data) ?? false,
  });
}

/**
 * One change through the API as a mutation.
 * @param toInput what the page's values mean as input of the call
 * @param stale the queries that may say something else afterwards; they are fetched again, and the mutation does not wait
 * @param mutationKey by which others find it while it is under way
 */
export function useChange<K extends Key, V>(
  key: K,
  toInput: (values: V) => Input<K>,
  stale: (values: V, result: Output<K>) => QueryKey[],
  mutationKey?: QueryKey,
): UseMutationResult<Output<K>, ApiError, V> {
  const client = useQueryClient();
  return useMutation<Output<K>, ApiError, V>({
    ...(mutationKey && { mutationKey }),
    mutationFn: (values) => call(key, toInput(values)),
    onSuccess: (result, values) => {
      for (const queryKey of stale(values, result)) void client.invalidateQueries({ queryKey });
    },
  });
}
