/** The course of a class. */
export const courseAddress = (classId: string): string => `/classes/${classId}/course`;

/** One lesson of it. @param step to begin at */
export const lessonAddress = (classId: string, lesson: string, step?: string): string =>
  `${courseAddress(classId)}/${lesson}${step === undefined ? '' : `#step-${step}`}`;

/**
 * Where a student goes on: at the step they stopped at, or at the top of a lesson that they have not begun.
 * @param lessons of their outline
 */
export function addressToGoOn(
  classId: string,
  here: { lesson: string; step: string },
  lessons: ReadonlyArray<{ id: string; steps: ReadonlyArray<{ state: string }> }>,
): string {
  const isBegun = lessons.find(({ id }) => id === here.lesson)?.steps.some(({ state }) => state !== 'untouched');
  return lessonAddress(classId, here.lesson, isBegun ? here.step : undefined);
}
