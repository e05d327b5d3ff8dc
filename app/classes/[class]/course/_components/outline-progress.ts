import type { CourseOutlineDto } from '@/lib/shared/courses';

/** How many steps of a lesson are over, and how many it has. */
export function progressOf(lesson: Pick<CourseOutlineDto['lessons'][number], 'steps'>): { done: number; all: number } {
  const done = lesson.steps.filter(({ state }) => state === 'passed' || state === 'excused').length;
  return { done, all: lesson.steps.length };
}

/** May students be in this lesson yet? Lessons up to `openUpTo` are open. */
export function isLessonOpen({ openUpTo, lessons }: Pick<CourseOutlineDto, 'openUpTo' | 'lessons'>, lesson: string): boolean {
  if (openUpTo === null) return true;
  const last = lessons.findIndex(({ id }) => id === openUpTo);
  const at = lessons.findIndex(({ id }) => id === lesson);
  return at >= 0 && at <= last;
}
