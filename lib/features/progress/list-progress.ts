import type { Ctx } from '@/lib/core/runtime';
import type { Course } from '@/lib/features/courses/course';
import type { CourseStep } from '@/lib/features/courses/schema';
import type { List } from '@/lib/shared/common';
import type { UserProgressDto } from '@/lib/shared/courses';
import { courseOf, learnerFor, readsAsStaff, staffClassFor } from './learner';
import { loadRecords, type StepRecord, type StepRecords, stepKey, untouched } from './step-record';

/** A student's own progress; for staff that of every student of the class, by name. @throws AppError `not_found`, `course_not_set` */
export async function listProgress(
  ctx: Ctx,
  { classId, userId }: { classId: string; userId?: string | undefined },
): Promise<List<UserProgressDto>> {
  if (userId === undefined && readsAsStaff(ctx, classId)) {
    const row = await staffClassFor(ctx, classId, 'board.read');
    const course = await courseOf(ctx, row);
    const students = await studentsOf(ctx, classId);
    const records = await loadRecords(ctx.db, { classId });
    return { items: students.map((student) => progressOf(course, student, records.get(student.userId), row)) };
  }
  const learner = await learnerFor(ctx, { classId, userId }, 'progress.read');
  const { course, userId: whose, name } = learner;
  const records = await loadRecords(ctx.db, { classId, userId: whose });
  return { items: [progressOf(course, { userId: whose, name }, records.get(whose), learner)] };
}

export interface Student {
  userId: string;
  name: string;
  email: string;
  studentNumber: string | null;
  lastSeenAt: Date | null;
}

/** The students of a class, by name. */
export async function studentsOf({ db }: Pick<Ctx, 'db'>, classId: string): Promise<Student[]> {
  const rows = await db.enrolment.findMany({
    where: { classId, role: 'student' },
    select: { userId: true, user: { select: { name: true, email: true, studentNumber: true, lastSeenAt: true } } },
    orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
  });
  return rows.map(({ userId, user }) => ({ userId, ...user }));
}

/** How a class counts. */
export interface PointsRule {
  solutionHalf: boolean;
}

/** What a step gives: its points once it is passed, half of them after its solution was opened, where the class has it so. Pure. */
export function pointsFor(
  step: Pick<CourseStep, 'points'>,
  { state, how }: Pick<StepRecord, 'state' | 'how'>,
  { solutionHalf }: PointsRule,
): number {
  if (state !== 'passed') return 0;
  return (step.points ?? 1) * (solutionHalf && how === 'solution' ? 0.5 : 1);
}

/** Every step of the course for one student. Pure. */
export function progressOf(
  course: Course,
  { userId, name }: { userId: string; name: string },
  records: StepRecords | undefined,
  rule: PointsRule,
): UserProgressDto {
  const steps = course.lessons.flatMap(({ id, file }) =>
    file.steps.map((step) => {
      const record = records?.get(stepKey(id, step.id)) ?? untouched(id, step.id);
      return { record, points: step.points ?? 1, given: pointsFor(step, record, rule) };
    }),
  );
  // Who is excused from a step is measured by the others.
  const counted = steps.filter(({ record }) => record.state !== 'excused');
  const passed = counted.filter(({ record }) => record.state === 'passed');
  const sum = (points: number[]) => points.reduce((total, each) => total + each, 0);
  return {
    ...{ userId, name, points: sum(steps.map(({ given }) => given)), passed: passed.length },
    pointsOf: sum(counted.map(({ points }) => points)),
    steps: steps.map(({ record, given }) => ({
      points: given,
      ...{ lesson: record.lessonId, step: record.stepId, state: record.state, how: record.how, tries: record.tries },
      passedAt: record.passedAt === null ? null : new Date(record.passedAt).toISOString(),
    })),
  };
}
