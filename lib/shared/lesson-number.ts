/**
 * The number a lesson has in its course: its id's own where every id begins with one (`09-commit`), else its place.
 * @param ids of all lessons, in order
 */
export function lessonNumber(ids: readonly string[], id: string): number {
  const own = ids.map((each) => /^(\d+)-/.exec(each)?.[1]);
  const at = ids.indexOf(id);
  const isNumbered = own.every((digits) => digits !== undefined);
  return isNumbered ? Number(own[at] ?? 0) : at + 1;
}
