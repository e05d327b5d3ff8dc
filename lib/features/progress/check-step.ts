import type { Ctx } from '@/lib/core/runtime';
import type { StepProgressDto } from '@/lib/shared/courses';
import { learnerFor, readsAsStaff, stepOf } from './learner';
import { localeOf, presentStepProgress } from './lessons';

/**
 * Judges a step now. Answers once what came out is stored; a step that has passed stays passed.
 * @throws AppError `not_found`, `forbidden`, `course_not_set`, `lesson_not_open`
 */
export async function checkStep(
  ctx: Ctx,
  given: { classId: string; lessonId: string; stepId: string; userId?: string | undefined },
): Promise<StepProgressDto> {
  const { classId, lessonId, stepId } = given;
  const learner = await learnerFor(ctx, given, 'step.check');
  stepOf(learner, lessonId, stepId, { isStaff: readsAsStaff(ctx, classId) });
  await ctx.progress.check(learner, { lessonId, stepId }, 'check');
  await ctx.audit.did(ctx, 'step.check', `class:${classId}`, { userId: learner.userId, lesson: lessonId, step: stepId });
  return presentStepProgress(ctx, learner, { lessonId, stepId }, localeOf(ctx));
}
