import type { Course, CourseLesson } from '@/lib/features/courses/course';
import { AppError } from '@/lib/core/errors';
import { type Action, can, type Resource } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import type { CourseStep } from '@/lib/features/courses/schema';
import { asUntrusted } from '@/lib/features/courses/untrusted';
import type { Db } from '@/lib/gateways/db/db';

/** A student of a class with a course, and the node they have there. */
export interface Learner {
  classId: string;
  userId: string;
  name: string;
  course: Course;
  /** Its scripts may run. */
  trusted: boolean;
  openUpTo: string | null;
  ownValues: boolean;
  /** A step that was passed after its solution was opened gives half its points. */
  solutionHalf: boolean;
  /** The first by name, of several. */
  node: { id: string; name: string } | null;
}

/** A class as its course needs it. */
interface ClassRow {
  id: string;
  name: string;
  closedAt: Date | null;
  courseHash: string | null;
  openUpTo: string | null;
  ownValues: boolean;
  /** A step that was passed after its solution was opened gives half its points. */
  solutionHalf: boolean;
}

const classFields = {
  id: true,
  name: true,
  closedAt: true,
  courseHash: true,
  openUpTo: true,
  ownValues: true,
  solutionHalf: true,
} as const;

/** The course of a class, whoever asks. @throws AppError `course_not_set`, `course_not_found` */
export async function courseOf({ courses }: Pick<Runtime, 'courses'>, row: Pick<ClassRow, 'courseHash'>): Promise<Course> {
  if (row.courseHash === null) throw new AppError('course_not_set');
  return courses.get(row.courseHash);
}

/**
 * A student's own part in a class, by who asks.
 * @param userId whose; left out: the asker's own
 * @throws AppError `not_found` for whoever may not know of it, `forbidden` for staff who ask for a part of their own, `class_closed`,
 *   `course_not_set`
 */
export async function learnerFor(
  ctx: Ctx,
  { classId, userId = ctx.actor.id }: { classId: string; userId?: string | undefined },
  action: Action,
): Promise<Learner> {
  await studentFor(ctx, { classId, userId }, action);
  const learner = await findLearner(ctx, classId, userId);
  if (!learner) throw new AppError('course_not_set');
  return learner;
}

/** The same without a need for a course. @returns the class */
export async function studentFor(
  ctx: Ctx,
  { classId, userId = ctx.actor.id }: { classId: string; userId?: string | undefined },
  action: Action,
): Promise<ClassRow> {
  const row = await ctx.db.class.findUnique({
    where: { id: classId },
    select: { ...classFields, enrolments: { where: { userId, role: 'student' }, select: { userId: true } } },
  });
  const resource: Resource = {
    kind: 'student',
    classId,
    userId,
    enrolled: (row?.enrolments.length ?? 0) > 0,
    closed: row?.closedAt != null,
  };
  if (row && can(ctx.actor, action, resource)) return row;
  const isStaff = row !== null && can(ctx.actor, 'class.read', { kind: 'class', id: classId });
  if (isStaff && row.closedAt !== null) throw new AppError('class_closed');
  throw new AppError(isStaff && userId === ctx.actor.id ? 'forbidden' : 'not_found');
}

/** A class that this actor may do something to as its staff. @throws AppError `not_found`, `class_closed` */
export async function staffClassFor(ctx: Ctx, classId: string, action: Action): Promise<ClassRow> {
  const resource = { kind: 'class', id: classId } as const;
  const row = can(ctx.actor, 'class.read', resource)
    ? await ctx.db.class.findUnique({ where: { id: classId }, select: classFields })
    : null;
  if (!row) throw new AppError('not_found');
  if (can(ctx.actor, action, resource)) return row;
  throw new AppError(row.closedAt === null ? 'forbidden' : 'class_closed');
}

/** Whether the actor reads a class as its staff, who have no part of their own in it. */
export const readsAsStaff = (ctx: Ctx, classId: string): boolean => can(ctx.actor, 'class.read', { kind: 'class', id: classId });

/** Nobody is asked: for what the panel does by itself. @returns null without a course, for who is no student of the class or it is closed */
export async function findLearner(
  { db, courses }: { db: Pick<Db, 'class' | 'user' | 'node' | 'courseVersion'>; courses: Runtime['courses'] },
  classId: string,
  userId: string,
): Promise<Learner | null> {
  const row = await db.class.findUnique({
    where: { id: classId },
    select: {
      ...classFields,
      enrolments: { where: { userId, role: 'student' }, select: { user: { select: { name: true } } } },
      nodes: {
        where: { assignments: { some: { userId } } },
        select: { id: true, name: true },
        orderBy: { name: 'asc' },
        take: 1,
      },
    },
  });
  const enrolment = row?.enrolments[0];
  if (!row?.courseHash || !enrolment) return null;
  const version = await db.courseVersion.findUnique({ where: { hash: row.courseHash }, select: { trustedAt: true } });
  const course = await courses.get(row.courseHash);
  const trusted = version?.trustedAt != null;
  return {
    ...{ classId, userId, name: enrolment.user.name },
    ...{ openUpTo: row.openUpTo, ownValues: row.ownValues, solutionHalf: row.solutionHalf },
    course: trusted ? course : asUntrusted(course),
    trusted,
    node: row.nodes[0] ?? null,
  };
}

/** Have staff let students that far? Lessons up to `openUpTo` are open; all are where it names none of this course. */
export function isLessonOpen({ course, openUpTo }: Pick<Learner, 'course' | 'openUpTo'>, lessonId: string): boolean {
  const place = (of: string | null): number => course.lessons.findIndex(({ id }) => id === of);
  const last = place(openUpTo);
  return last < 0 || place(lessonId) <= last;
}

/** @throws AppError `not_found`; `lesson_not_open` for a student whom staff have not let that far */
export function lessonOf(
  { course, openUpTo }: Pick<Learner, 'course' | 'openUpTo'>,
  lessonId: string,
  { isStaff = false } = {},
): CourseLesson {
  const lesson = course.lessons.find(({ id }) => id === lessonId);
  if (!lesson) throw new AppError('not_found');
  if (!isStaff && !isLessonOpen({ course, openUpTo }, lessonId)) throw new AppError('lesson_not_open');
  return lesson;
}

/** @throws AppError `not_found`, `lesson_not_open` */
export function stepOf(
  learner: Pick<Learner, 'course' | 'openUpTo'>,
  lessonId: string,
  stepId: string,
  options?: { isStaff?: boolean },
): { lesson: CourseLesson; step: CourseStep } {
  const lesson = lessonOf(learner, lessonId, options);
  const step = lesson.file.steps.find(({ id }) => id === stepId);
  if (!step) throw new AppError('not_found');
  return { lesson, step };
}
