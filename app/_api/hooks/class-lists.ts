import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Output } from '@/lib/shared/api';
import type { ClassListName, ClassRows } from '@/lib/shared/class-lists';
import { limits } from '@/lib/shared/limits';
import { type ApiError, call } from '../client';
import { type ClassListView, readClassList } from '../live-class-list';
import { classKeys } from './keys';

/** The containers, or the images, of all nodes of a class; changes are written into it as they come. */
export function useClassList<Name extends ClassListName>(
  classId: string,
  list: Name,
): UseQueryResult<ClassListView<Name>, ApiError> {
  const client = useQueryClient();
  return useQuery<ClassListView<Name>, ApiError>({
    queryKey: classKeys.rows(classId, list),
    queryFn: ({ signal }) => readClassList(client, { classId, list }, () => readPages(classId, list, signal)),
    // Its rows would be compared one by one; changes keep what is the same by themselves.
    structuralSharing: false,
  });
}

/** Page after page; the number is the first one's, so that nothing told since then is missed. */
async function readPages<Name extends ClassListName>(
  classId: string,
  list: Name,
  signal: AbortSignal,
): Promise<ClassListView<Name>> {
  type Page = Output<'GET /classes/{class}/containers'> | Output<'GET /classes/{class}/images'>;
  const read = (cursor: string | undefined): Promise<Page> => {
    const input = { params: { class: classId }, query: { limit: limits.classListMaxSize, cursor } };
    return list === 'containers'
      ? call('GET /classes/{class}/containers', input, { signal })
      : call('GET /classes/{class}/images', input, { signal });
  };
  const first = await read(undefined);
  const rows = [...first.items] as ClassRows[Name][];
  for (let next = first.nextCursor; next !== undefined; ) {
    const page = await read(next);
    rows.push(...(page.items as ClassRows[Name][]));
    next = page.nextCursor;
  }
  return { rows, away: first.away, epoch: first.epoch, v: first.v };
}
