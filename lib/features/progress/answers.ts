import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { CourseStep } from '@/lib/features/courses/schema';
import type { LessonStepDto } from '@/lib/shared/courses';
import { type Learner, learnerFor, stepOf } from './learner';
import { presentOneStep } from './lessons';
import { loadRecords, stepKey } from './step-record';
import { recordIn } from './store-judgement';

interface StepRef {
  classId: string;
  lessonId: string;
  stepId: string;
}

/**
 * Answers a question of a step, and judges it. Every answer is kept; the newest counts.
 * @throws AppError `not_found`, `forbidden`, `lesson_not_open`, `rate_limited` after five in a minute
 */
export async function answerStep(ctx: Ctx, given: StepRef & { check: string; value: string }): Promise<LessonStepDto> {
  const { classId, lessonId, stepId, check, value } = given;
  const { learner, step } = await ownStep(ctx, given);
  if (!step.checks?.some((spec) => spec.is === 'answer' && spec.id === check)) throw new AppError('not_found');
  await ctx.rates.take('answer', `${classId}/${learner.userId}`);
  await addNote(ctx, learner, given, { kind: 'answer', checkId: check, value });
  await ctx.audit.did(ctx, 'step.answer', `class:${classId}`, { lesson: lessonId, step: stepId, check });
  await ctx.progress.check(learner, { lessonId, stepId }, 'answer');
  return presentOneStep(ctx, learner, { lessonId, stepId });
}

/**
 * Says what a student expects of a step; the first one of a round counts, later ones change nothing.
 * @throws AppError `not_found` for a step without a prediction or a choice it does not have, `forbidden`, `lesson_not_open`
 */
export async function predictStep(ctx: Ctx, given: StepRef & { value: string }): Promise<LessonStepDto> {
  const { classId, lessonId, stepId, value } = given;
  const { learner, step } = await ownStep(ctx, given);
  const { predict } = step;
  if (!predict) throw new AppError('not_found');
  if (predict.choices && !predict.choices.some((choice) => choice.value === value)) throw new AppError('not_found');
  await addNote(ctx, learner, given, { kind: 'prediction', checkId: predict.id, value });
  await ctx.audit.did(ctx, 'step.predict', `class:${classId}`, { lesson: lessonId, step: stepId });
  return presentOneStep(ctx, learner, { lessonId, stepId });
}

/**
 * Says why the solution works, which is asked once it was opened. Never scored; the newest counts.
 * @throws AppError `not_found` for a step that does not ask, or whose solution was not opened; `forbidden`, `lesson_not_open`,
 *   `rate_limited` after five in a minute
 */
export async function explainStep(ctx: Ctx, given: StepRef & { value: string }): Promise<LessonStepDto> {
  const { classId, lessonId, stepId, value } = given;
  const { learner, step } = await ownStep(ctx, given);
  const records = await loadRecords(ctx.db, { classId, userId: learner.userId, lessonId, stepId });
  const level = records.get(learner.userId)?.get(stepKey(lessonId, stepId))?.level ?? 0;
  if (!step.why || level < 3) throw new AppError('not_found');
  await ctx.rates.take('answer', `${classId}/${learner.userId}`);
  await addNote(ctx, learner, given, { kind: 'why', checkId: 'why', value });
  await ctx.audit.did(ctx, 'step.explain', `class:${classId}`, { lesson: lessonId, step: stepId });
  return presentOneStep(ctx, learner, { lessonId, stepId });
}

async function ownStep(ctx: Ctx, { classId, lessonId, stepId }: StepRef): Promise<{ learner: Learner; step: CourseStep }> {
  const learner = await learnerFor(ctx, { classId }, 'step.answer');
  const { step } = stepOf(learner, lessonId, stepId);
  return { learner, step };
}

async function addNote(
  ctx: Ctx,
  { userId }: Learner,
  { classId, lessonId, stepId }: StepRef,
  note: { kind: 'answer' | 'prediction' | 'why'; checkId: string; value: string },
): Promise<void> {
  const of = { classId, userId, lessonId, stepId };
  await ctx.progress.change({ classId, userId }, async (tx, { newId, tick }) => {
    const { round } = await recordIn(tx, of);
    const isFirst = note.kind !== 'prediction' || (await tx.stepNote.count({ where: { ...of, round, kind: note.kind } })) === 0;
    if (isFirst) await tx.stepNote.create({ data: { id: newId(), ...of, round, ...note, at: tick() } });
    return null;
  });
}
