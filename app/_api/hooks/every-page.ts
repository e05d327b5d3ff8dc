import { type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { everyPage } from '@/lib/shared/every-page';
import { limits } from '@/lib/shared/limits';
import type { ApiError } from '../client';
import type { QueryOptions } from './query';

/** All items of a list, and how many they are. */
export interface Every<T> {
  items: T[];
  total: number;
}

/**
 * A list of the API as one query, page after page until there is none.
 * @param read one page of the list: a {@link call} with the page's size and cursor in its query
 */
export function useEveryPage<T>(
  queryKey: QueryKey,
  read: (
    page: { limit: number; cursor: string | undefined },
    options: { signal: AbortSignal },
  ) => Promise<{ items: T[]; nextCursor?: string | undefined }>,
  { initialData, enabled = true }: Pick<QueryOptions<Every<T>>, 'initialData' | 'enabled'> = {},
): UseQueryResult<Every<T>, ApiError> {
  return useQuery<Every<T>, ApiError>({
    queryKey,
    queryFn: async ({ signal }) => {
      const items = await everyPage((cursor) => read({ limit: limits.pageMaxSize, cursor }, { signal }));
      return { items, total: items.length };
    },
    initialData: initialData as undefined,
    enabled,
  });
}
