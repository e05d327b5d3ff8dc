import type { Ctx } from '@/lib/core/runtime';
import type { ResetResultDto } from '@/lib/shared/courses';
import { learnerFor, lessonOf, readsAsStaff, staffClassFor, courseOf } from './learner';
import { type ResetStep, resetStep } from './reset-step';

type Item = ResetResultDto['items'][number];

/**
 * Begins a whole lesson anew: each of its steps, the last one first, since what a step made may stand on what an earlier one made. A step
 * that cannot be cleaned keeps its round, and the answer says why.
 * @throws AppError as {@link resetStep}
 */
export async function resetLesson(ctx: Ctx, given: Omit<ResetStep, 'stepId'>): Promise<ResetResultDto> {
  const { classId, lessonId } = given;
  const isStaff = readsAsStaff(ctx, classId);
  const learner = isStaff
    ? { course: await courseOf(ctx, await staffClassFor(ctx, classId, 'step.excuse')), openUpTo: null }
    : await learnerFor(ctx, { classId }, 'step.reset');
  const { steps } = lessonOf(learner, lessonId, { isStaff }).file;
  const byUser = new Map<string, Item>();
  // What is only read has nothing to begin anew.
  for (const { id } of steps.filter((step) => !step.read).reverse()) {
    const { items } = await resetStep(ctx, { ...given, stepId: id });
    for (const item of items) byUser.set(item.userId, joined(byUser.get(item.userId), item));
  }
  return { items: [...byUser.values()] };
}

/** Several steps may name the same thing. */
function joined(before: Item | undefined, { containers, images, paths, problem, ...rest }: Item): Item {
  const both = (known: string[] = [], more: string[]): string[] => [...new Set([...known, ...more])];
  return {
    ...rest,
    containers: both(before?.containers, containers),
    images: both(before?.images, images),
    paths: both(before?.paths, paths),
    problem: before?.problem ?? problem,
  };
}
