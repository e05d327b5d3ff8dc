import type { Ctx } from '@/lib/core/runtime';
import { fillSpec, valuesFor } from '@/lib/features/courses/values';
import type { CourseStep } from '@/lib/features/courses/schema';
import { courseOf, staffClassFor, stepOf } from '@/lib/features/progress/learner';
import { studentsOf } from '@/lib/features/progress/list-progress';
import { localeOf } from '@/lib/features/progress/lessons';
import { textIn } from '@/lib/features/progress/present-progress';
import { loadRecords, stepKey } from '@/lib/features/progress/step-record';
import type { Locale } from '@/lib/shared/common';
import type { StepStatisticsDto } from '@/lib/shared/board';

/** Values of a spread that are told apart; what is rarer is left out. */
const valuesMax = 20;

/** What a class expected of one step and what came out, and the help it opened. @throws AppError `not_found`, `course_not_set` */
export async function getStepStatistics(
  ctx: Ctx,
  { classId, lessonId, stepId }: { classId: string; lessonId: string; stepId: string },
): Promise<StepStatisticsDto> {
  const row = await staffClassFor(ctx, classId, 'board.read');
  const course = await courseOf(ctx, row);
  const { step } = stepOf({ course, openUpTo: null }, lessonId, stepId, { isStaff: true });
  const of = { classId, lessonId, stepId };
  const [students, all, notes] = await Promise.all([
    studentsOf(ctx, classId),
    loadRecords(ctx.db, of),
    ctx.db.stepNote.findMany({
      where: { ...of, kind: { in: ['prediction', 'truth'] } },
      orderBy: { at: 'asc' },
      select: { userId: true, round: true, kind: true, value: true },
    }),
  ]);
  const records = students.map(({ userId }) => all.get(userId)?.get(stepKey(lessonId, stepId)));
  const pairs = students.map(({ userId }, index) => {
    const own = notes.filter((note) => note.userId === userId && note.round === (records[index]?.round ?? 1));
    // The first prediction of a round is the one that counts.
    const firstOf = (kind: string) => own.find((note) => note.kind === kind)?.value ?? null;
    return { expected: firstOf('prediction'), truth: firstOf('truth') };
  });
  const atLevel = (level: number) => records.filter((record) => record?.level === level).length;
  const filled = fillSpec(step, valuesFor(course, { userId: ctx.actor.id, ownValues: false }));
  return {
    help: { hint: atLevel(1), more: atLevel(2), solution: atLevel(3) },
    prediction: filled.predict ? presentSpread(localeOf(ctx), filled.predict, pairs) : null,
  };
}

interface Pair {
  expected: string | null;
  truth: string | null;
}

/** How often each value was expected, and came out. Pure. */
function presentSpread(
  locale: Locale,
  predict: NonNullable<CourseStep['predict']>,
  pairs: readonly Pair[],
): NonNullable<StepStatisticsDto['prediction']> {
  const values = new Map<string, { expected: number; truth: number }>();
  for (const { value } of predict.choices ?? []) values.set(value, { expected: 0, truth: 0 });
  for (const pair of pairs)
    for (const side of ['expected', 'truth'] as const) {
      const value = pair[side];
      if (value === null) continue;
      const counts = values.get(value) ?? { expected: 0, truth: 0 };
      counts[side] += 1;
      values.set(value, counts);
    }
  const says = (value: string) => textIn(locale, predict.choices?.find((choice) => choice.value === value)?.say) ?? value;
  const rows = [...values].map(([value, counts]) => ({ value, says: says(value), ...counts }));
  // A choice keeps the order of its question; numbers are in their own.
  const sorted = predict.choices ? rows : rows.sort((a, b) => inOrder(a.value, b.value));
  const compared = pairs.filter(({ expected, truth }) => expected !== null && truth !== null);
  return {
    ask: textIn(locale, predict.ask) ?? '',
    predicted: pairs.filter(({ expected }) => expected !== null).length,
    compared: compared.length,
    asExpected: compared.filter(({ expected, truth }) => expected === truth).length,
    spread: sorted.slice(0, valuesMax),
  };
}

function inOrder(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) || difference === 0 ? (a < b ? -1 : 1) : difference;
}
