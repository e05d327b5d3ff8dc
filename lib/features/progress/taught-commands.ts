import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import type { TaughtCommandDto } from '@/lib/shared/courses';
import { lessonNumber } from '@/lib/shared/lesson-number';
import { courseOf, isLessonOpen, readsAsStaff, staffClassFor, studentFor } from './learner';
import { localeOf } from './lessons';
import { textIn } from './present-progress';

/**
 * Which lesson of a class's course teaches which docker command. A student is told of the lessons that are open to them alone, staff of all.
 * @returns nothing where the class has no course. @throws AppError `not_found`
 */
export async function listTaughtCommands(ctx: Ctx, { classId }: { classId: string }): Promise<List<TaughtCommandDto>> {
  const isStaff = readsAsStaff(ctx, classId);
  const row = isStaff ? await staffClassFor(ctx, classId, 'board.read') : await studentFor(ctx, { classId }, 'course.read');
  if (row.courseHash === null) return { items: [] };
  const course = await courseOf(ctx, row);
  const locale = localeOf(ctx);
  const ids = course.lessons.map(({ id }) => id);
  const open = course.lessons.filter(({ id }) => isStaff || isLessonOpen({ course, openUpTo: row.openUpTo }, id));
  const items = [...course.taught].flatMap(([command, lessonId]) => {
    const lesson = open.find(({ id }) => id === lessonId);
    if (!lesson) return [];
    const title = textIn(locale, lesson.file.title) ?? lessonId;
    return [{ command, lesson: lessonId, number: lessonNumber(ids, lessonId), title }];
  });
  return { items };
}
