import type { Ctx } from '@/lib/core/runtime';
import type { StepProgressDto } from '@/lib/shared/courses';
import { learnerFor, staffClassFor, stepOf } from './learner';
import { localeOf, presentStepProgress } from './lessons';
import { passStep } from './store-judgement';

/** Excuses a student from a step: it counts as over, not as passed. @throws AppError `not_found`, `class_closed`, `course_not_set` */
export async function excuseStep(
  ctx: Ctx,
  { classId, lessonId, stepId, userId }: { classId: string; lessonId: string; stepId: string; userId: string },
): Promise<StepProgressDto> {
  await staffClassFor(ctx, classId, 'step.excuse');
  const learner = await learnerFor(ctx, { classId, userId }, 'progress.read');
  stepOf(learner, lessonId, stepId, { isStaff: true });
  const of = { classId, userId, lessonId, stepId, nodeId: learner.node?.id ?? null, courseHash: learner.course.hash };
  await ctx.progress.change(learner, async (tx, clock) => {
    const record = await passStep(tx, clock, { ...of, how: 'excused', byId: ctx.actor.id });
    await ctx.audit.did({ ...ctx, db: tx }, 'step.excuse', `class:${classId}`, { userId, lesson: lessonId, step: stepId });
    return record;
  });
  return presentStepProgress(ctx, learner, { lessonId, stepId }, localeOf(ctx));
}
