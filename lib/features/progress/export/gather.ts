import type { Evidence } from '@prisma/client';
import type { Ctx } from '@/lib/core/runtime';
import type { Course } from '@/lib/features/courses/course';
import type { Locale } from '@/lib/shared/common';
import type { UserProgressDto } from '@/lib/shared/courses';
import { courseOf, staffClassFor } from '../learner';
import { localeOf } from '../lessons';
import { type PointsRule, progressOf, type Student, studentsOf } from '../list-progress';
import { loadRecords, type StepRecords } from '../step-record';

/** Everything that an export of a class is made from. */
export interface Gathered {
  classId: string;
  className: string;
  course: Course;
  locale: Locale;
  /** The panel's address: what activities are named by. */
  origin: string;
  at: Date;
  /** How the class counts. */
  rule: PointsRule;
  students: Array<Student & { progress: UserProgressDto; records: StepRecords }>;
}

/** @throws AppError `not_found`, `course_not_set` */
export async function gather(ctx: Ctx, classId: string): Promise<Gathered> {
  const row = await staffClassFor(ctx, classId, 'progress.export');
  const course = await courseOf(ctx, row);
  const [students, records] = await Promise.all([studentsOf(ctx, classId), loadRecords(ctx.db, { classId })]);
  return {
    ...{
      classId,
      className: row.name,
      course,
      locale: localeOf(ctx),
      origin: ctx.env.origin,
      at: ctx.now(),
      rule: { solutionHalf: row.solutionHalf },
    },
    students: students.map((student) => {
      const own: StepRecords = records.get(student.userId) ?? new Map();
      return { ...student, progress: progressOf(course, student, own, row), records: own };
    }),
  };
}

/** The chain of a class, from its first record. */
export const evidenceOf = ({ db }: Ctx, classId: string): Promise<Evidence[]> =>
  db.evidence.findMany({ where: { classId }, orderBy: { seq: 'asc' } });
