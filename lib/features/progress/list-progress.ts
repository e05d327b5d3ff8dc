import type { Ctx } from '@/lib/core/runtime';
import type { Course } from '@/lib/features/courses/course';
import type { List } from '@/lib/shared/common';
import type { UserProgressDto } from '@/lib/shared/courses';
import { courseOf, learnerFor, readsAsStaff, staffClassFor } from './learner';
import { loadRecords, type StepRecords, stepKey, untouched } from './step-record';

/** A student's own progress; for staff that of every student of the class, by name. @throws AppError `not_found`, `course_not_set` */
export async function listProgress(
  ctx: Ctx,
  { classId, userId }: { classId: string; userId?: string | undefined },
): Promise<List<UserProgressDto>> {
  if (userId === undefined && readsAsStaff(ctx, classId)) {
    const course = await courseOf(ctx, await staffClassFor(ctx, classId, 'board.read'));
    const students = await studentsOf(ctx, classId);
    const records = await loadRecords(ctx.db, { classId });
    return { items: students.map((student) => progressOf(course, student, records.get(student.userId))) };
  }
  const { course, userId: whose, name } = await learnerFor(ctx, { classId, userId }, 'progress.read');
  const records = await loadRecords(ctx.db, { classId, userId: whose });
  return { items: [progressOf(course, { userId: whose, name }, records.get(whose))] };
}

export interface Student {
  userId: string;
  name: string;
  email: string;
  studentNumber: string | null;
}

/** The students of a class, by name. */
export async function studentsOf({ db }: Pick<Ctx, 'db'>, classId: string): Promise<Student[]> {
  const rows = await db.enrolment.findMany({
    where: { classId, role: 'student' },
    select: { userId: true, user: { select: { name: true, email: true, studentNumber: true } } },
    orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
  });
  return rows.map(({ userId, user }) => ({ userId, ...user }));
}

/** Every step of the course for one student. Pure. */
export function progressOf(
  course: Course,
  { userId, name }: { userId: string; name: string },
  records: StepRecords | undefined,
): UserProgressDto {
  const steps = course.lessons.flatMap(({ id, file }) =>
    file.steps.map((step) => ({
      points: step.points ?? 1,
      record: records?.get(stepKey(id, step.id)) ?? untouched(id, step.id),
    })),
  );
  // Who is excused from a step is measured by the others.
  const counted = steps.filter(({ record }) => record.state !== 'excused');
  const passed = counted.filter(({ record }) => record.state === 'passed');
  const sum = (of: typeof steps) => of.reduce((total, { points }) => total + points, 0);
  return {
    ...{ userId, name, points: sum(passed), pointsOf: sum(counted), passed: passed.length },
    steps: steps.map(({ record }) => ({
      ...{ lesson: record.lessonId, step: record.stepId, state: record.state, how: record.how, tries: record.tries },
      passedAt: record.passedAt === null ? null : new Date(record.passedAt).toISOString(),
    })),
  };
}
