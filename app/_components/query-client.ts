import { QueryClient } from '@tanstack/react-query';
import { isApiError } from '@/app/_api/client';

/** How long a list nobody watches any more is shown without asking again. Watched ones are told by events. */
const staleMs = 30_000;

/** Nothing polls: queries are fetched when shown, and again when the panel says that something changed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: staleMs,
        refetchInterval: false,
        retry: (failures, error) => failures < 2 && isApiError(error) && error.code === 'panel_unreachable',
      },
    },
  });
}
