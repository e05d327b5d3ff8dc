import { comparePlaces, type Place, readCursor, writeCursor } from '@/lib/core/places';
import type { Ctx } from '@/lib/core/runtime';
import { staffClassFor } from '@/lib/features/progress/learner';
import { hasWords, rowName, wordsOf } from '@/lib/shared/class-list-rows';
import type {
  ClassContainers,
  ClassContainersQuery,
  ClassImages,
  ClassImagesQuery,
  ClassListName,
  ClassRows,
} from '@/lib/shared/class-lists';

/** The containers of all nodes of a class that answer, a page of them. @throws AppError `not_found`, `invalid_input` for a cursor that is none */
export async function listClassContainers(
  ctx: Ctx,
  { classId, state, ...query }: ClassContainersQuery & { classId: string },
): Promise<ClassContainers> {
  await staffClassFor(ctx, classId, 'class.containers');
  const states = state?.split(',');
  const isAsked = (row: ClassRows['containers']) => states === undefined || states.includes(row.state);
  const { matching, nodes, ...page } = await pageOf(ctx, classId, 'containers', query, isAsked);
  const counted: ClassContainers['counts']['states'] = {};
  for (const row of matching) counted[row.state] = (counted[row.state] ?? 0) + 1;
  return { ...page, counts: { total: matching.length, states: counted, nodes } };
}

/** The images of all nodes of a class that answer, a page of them. @throws AppError as {@link listClassContainers} */
export async function listClassImages(
  ctx: Ctx,
  { classId, used, ...query }: ClassImagesQuery & { classId: string },
): Promise<ClassImages> {
  await staffClassFor(ctx, classId, 'class.images');
  const isUsed = ({ containers }: ClassRows['images']) => containers > 0;
  const isAsked = (row: ClassRows['images']) => used === undefined || isUsed(row) === (used === 'yes');
  const { matching, nodes, ...page } = await pageOf(ctx, classId, 'images', query, isAsked);
  return { ...page, counts: { total: matching.length, used: matching.filter(isUsed).length, nodes } };
}

/** A row that changes between two pages comes once all the same: its place is its node and its name. */
async function pageOf<Name extends ClassListName>(
  ctx: Ctx,
  classId: string,
  list: Name,
  { q = '', limit, cursor }: { q?: string | undefined; limit: number; cursor?: string | undefined },
  isAsked: (row: ClassRows[Name]) => boolean,
) {
  const after = cursor === undefined ? null : readCursor(cursor);
  const { rows, away, nodes, epoch, v } = await ctx.classLists.look(classId, list);
  const words = wordsOf(q);
  const matching = rows.filter((row) => isAsked(row) && hasWords(list, row, words));
  const rest = after ? matching.filter((row) => comparePlaces(placeOf(list, row), after) > 0) : matching;
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    ...(rest.length > items.length && last && { nextCursor: writeCursor(placeOf(list, last)) }),
    away: after ? [] : away,
    ...{ matching, nodes, epoch, v },
  };
}

/** A name may be of any length, a cursor not: what makes the row the only one follows. */
const nameChars = 200;

function placeOf<Name extends ClassListName>(list: Name, row: ClassRows[Name]): Place {
  const nameOf = rowName[list] as (row: ClassRows[Name]) => string;
  return [row.node, nameOf(row).slice(0, nameChars), row.id.slice(0, nameChars)];
}
