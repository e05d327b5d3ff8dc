/** The course of a class. */
export const courseAddress = (classId: string): string => `/classes/${classId}/course`;

/** One lesson of it. @param step to begin at */
export const lessonAddress = (classId: string, lesson: string, step?: string): string =>
  `${courseAddress(classId)}/${lesson}${step === undefined ? '' : `#step-${step}`}`;

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
