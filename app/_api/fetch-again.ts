import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';

/** Queries that are fetched once more when the fetch under way is over. */
const again = new WeakSet<Query>();

/**
 * What these queries hold has changed: those that are shown are fetched, the others when they are shown again. A fetch under way is not
 * cancelled, as `invalidateQueries` would, or a page that hears of changes faster than it is answered would show nothing until they end; what
 * it brings may be from before the change, so it is followed by one more.
 */
export function fetchAgain(client: QueryClient, filters: QueryFilters): void {
  void client.invalidateQueries({ ...filters, refetchType: 'none' });
  for (const query of client.getQueryCache().findAll({ ...filters, type: 'active' })) fetchOne(client, query);
}

function fetchOne(client: QueryClient, query: Query): void {
  if (again.has(query)) return;
  const underWay = query.state.fetchStatus === 'fetching';
  const done = client.refetchQueries({ queryKey: query.queryKey, exact: true, type: 'active' }, { cancelRefetch: false });
  if (!underWay) return;
  again.add(query);
  void done.finally(() => {
    again.delete(query);
    fetchOne(client, query);
  });
}
