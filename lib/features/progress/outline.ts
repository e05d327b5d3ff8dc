import type { Ctx } from '@/lib/core/runtime';
import type { CourseOutlineDto } from '@/lib/shared/courses';
import { courseOf, findLearner, readsAsStaff, staffClassFor, studentFor } from './learner';
import { localeOf } from './lessons';
import { textIn } from './present-progress';
import { isOver, loadRecords, stepKey } from './step-record';

/** The course of a class: for a student with where they stand. @throws AppError `not_found`, `course_not_set` */
export async function getOutline(ctx: Ctx, { classId }: { classId: string }): Promise<CourseOutlineDto> {
  const isStaff = readsAsStaff(ctx, classId);
  const row = isStaff ? await staffClassFor(ctx, classId, 'board.read') : await studentFor(ctx, { classId }, 'course.read');
  const course = await courseOf(ctx, row);
  const userId = ctx.actor.id;
  const learner = isStaff ? null : await findLearner(ctx, classId, userId);
  const records = isStaff ? undefined : (await loadRecords(ctx.db, { classId, userId })).get(userId);
  const locale = localeOf(ctx);
  const lessons = course.lessons.map(({ id, file }) => ({
    id,
    title: textIn(locale, file.title) ?? id,
    minutes: file.minutes,
    steps: file.steps.map((step) => ({
      id: step.id,
      title: textIn(locale, step.title) ?? step.id,
      points: step.points ?? 1,
      state: records?.get(stepKey(id, step.id))?.state ?? ('untouched' as const),
    })),
  }));
  return {
    ...{ classId, className: row.name, course: course.id, version: course.file.version, hash: course.hash, lessons },
    title: textIn(locale, course.file.title) ?? course.id,
    openUpTo: row.openUpTo,
    here: learner ? await whereabouts(ctx, { classId, userId }, lessons) : null,
    nodeId: learner?.node?.id ?? null,
    node: learner?.node?.name ?? null,
  };

  /** The first step that is left of the lesson opened last, else of the course. */
  async function whereabouts(
    { db }: Ctx,
    of: { classId: string; userId: string },
    all: CourseOutlineDto['lessons'],
  ): Promise<CourseOutlineDto['here']> {
    const opened = await db.lessonStart.findFirst({ where: of, orderBy: { at: 'desc' }, select: { lessonId: true } });
    const from = Math.max(
      0,
      all.findIndex(({ id }) => id === opened?.lessonId),
    );
    for (const lesson of [...all.slice(from), ...all.slice(0, from)]) {
      const step = lesson.steps.find((each) => !isOver(each));
      if (step) return { lesson: lesson.id, step: step.id };
    }
    return null;
  }
}
