import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { LessonStepDto } from '@/lib/shared/courses';
import { solutionAt } from './judgement';
import { learnerFor, stepOf } from './learner';
import { presentOneStep } from './lessons';
import { recordIn } from './store-judgement';
import { isOver } from './step-record';

/**
 * Opens the explanation (2) or the solution (3) of a step, which stays open. The solution waits until the explanation was open for 20 s or
 * the step was begun three minutes ago; after that it is withheld no longer.
 * @throws AppError `not_found` where the step has none, `solution_not_yet` with the seconds that are left, `forbidden`, `lesson_not_open`
 */
export async function openHelp(
  ctx: Ctx,
  { classId, lessonId, stepId, level }: { classId: string; lessonId: string; stepId: string; level: 2 | 3 },
): Promise<LessonStepDto> {
  const learner = await learnerFor(ctx, { classId }, 'step.answer');
  const { step } = stepOf(learner, lessonId, stepId);
  if (level === 2 ? step.more === undefined : !step.solution?.length) throw new AppError('not_found');
  const { userId } = learner;
  const of = { classId, userId, lessonId, stepId };
  await ctx.progress.change(learner, async (tx, { newId, tick }) => {
    const before = await recordIn(tx, of);
    if (isOver(before) || before.level >= level) return null;
    const at = tick();
    if (level === 3) requireTime(solutionAt(before), at.getTime(), step.more !== undefined);
    const { round } = before;
    await tx.stepTry.upsert({
      where: { classId_userId_lessonId_stepId_round: { ...of, round } },
      create: { ...of, round, verdict: 'working', level, levelAt: at, firstAt: at, at },
      update: { level, levelAt: at },
    });
    const opened = { kind: 'help', checkId: level === 2 ? 'more' : 'solution', value: '' };
    await tx.stepNote.create({ data: { id: newId(), ...of, round, ...opened, at } });
    return recordIn(tx, of);
  });
  await ctx.audit.did(ctx, 'step.help', `class:${classId}`, { lesson: lessonId, step: stepId, level });
  return presentOneStep(ctx, learner, { lessonId, stepId });
}

/** @param earliest null: neither was it begun, nor the explanation opened */
function requireTime(earliest: number | null, at: number, hasMore: boolean): void {
  // Without an explanation there is nothing to open first, so the time on the step alone counts from its first sign.
  const from = earliest ?? (hasMore ? at + 20_000 : at);
  if (at >= from) return;
  throw new AppError('solution_not_yet', { params: { seconds: Math.ceil((from - at) / 1000) } });
}
