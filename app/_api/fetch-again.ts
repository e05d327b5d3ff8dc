import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';

/** Queries that are fetched once more when the fetch under way is over. */
const again = new WeakSet<Query>();

/**
 * What these queries hold has changed: those that are shown are fetched, the others when they are shown again. A fetch under way is not
 * cancelled, as `invalidateQueries` would, or a page that hears of changes faster than it is answered would show nothing until they end; what
 * it brings may be from before the change, so it is followed by one more.
 */
export function fetchAgain(client: QueryClient, filters: QueryFilters): void {
  for (const query of client.getQueryCache().findAll(filters)) {
    query.invalidate();
    if (query.isActive()) fetchOne(query);
  }
}

function fetchOne(query: Query): void {
  if (again.has(query)) return;
  const underWay = query.state.fetchStatus === 'fetching';
  // Where one is under way this is its end. Whoever shows the query is told how it went.
  const done = query.fetch().catch(() => {});
  if (!underWay) return;
  again.add(query);
  void done.then(() => {
    again.delete(query);
    if (query.isActive()) fetchOne(query);
  });
}
