import { mapLimited } from '@/lib/core/async/limit';
import { AppError, isAppError } from '@/lib/core/errors';
import { codeOf } from '@/lib/core/present-error';
import type { Ctx } from '@/lib/core/runtime';
import { fillSpec } from '@/lib/features/courses/values';
import type { ResetResultDto } from '@/lib/shared/courses';
import { findLearner, type Learner, learnerFor, readsAsStaff, staffClassFor, stepOf } from './learner';
import { learnerValues } from './lessons';
import { studentsOf } from './list-progress';
import { lastStart } from './open-lessons';
import { lookForReset, removeFromNode } from './reset-node';
import { beginStep, recordIn } from './store-judgement';

/** Nodes that are cleaned at once. */
const atOnce = 8;

export interface ResetStep {
  classId: string;
  lessonId: string;
  stepId: string;
  dryRun?: boolean | undefined;
  users?: string[] | undefined;
  all?: true | undefined;
}

/**
 * Begins a step anew. Removes from the node what the step names as its own and what was not there when the lesson began, and begins a new
 * round; what was judged before is kept as evidence. A node that cannot be cleaned keeps its round, and the answer says why.
 * @throws AppError `not_found`, also for a student whom the asker may not reset; `forbidden`, `course_not_set`, `class_closed`
 */
export async function resetStep(ctx: Ctx, given: ResetStep): Promise<ResetResultDto> {
  const { classId, lessonId, stepId, dryRun = false, users, all } = given;
  const learners = await whose(ctx, given);
  for (const learner of learners) stepOf(learner, lessonId, stepId, { isStaff: users !== undefined || all === true });
  const items = await mapLimited(learners, atOnce, (learner) => resetOne(ctx, learner, given));
  if (!dryRun) {
    const detail = {
      lesson: lessonId,
      step: stepId,
      users: learners.slice(0, 50).map(({ userId }) => userId),
      count: learners.length,
    };
    await ctx.audit.did(ctx, 'step.reset', `class:${classId}`, detail);
  }
  return { items };
}

async function whose(ctx: Ctx, { classId, users, all }: ResetStep): Promise<Learner[]> {
  if (all) {
    await staffClassFor(ctx, classId, 'step.excuse');
    const students = await studentsOf(ctx, classId);
    const found = await mapLimited(students, atOnce, ({ userId }) => findLearner(ctx, classId, userId));
    return found.filter((learner) => learner !== null);
  }
  if (users && !readsAsStaff(ctx, classId) && users.some((userId) => userId !== ctx.actor.id)) throw new AppError('not_found');
  return mapLimited(new Set(users ?? [ctx.actor.id]), atOnce, (userId) => learnerFor(ctx, { classId, userId }, 'step.reset'));
}

async function resetOne(ctx: Ctx, learner: Learner, given: ResetStep): Promise<ResetResultDto['items'][number]> {
  const { classId, lessonId, stepId, dryRun = false } = given;
  const { userId, name, node } = learner;
  const of = { classId, userId, lessonId, stepId };
  const nothing = { userId, name, node: node?.name ?? null, containers: [], images: [], paths: [], problem: null };
  try {
    const { step } = stepOf(learner, lessonId, stepId, { isStaff: true });
    const known = await lastStart(ctx.db, { classId, userId, lessonId });
    const start = known && known.nodeId === node?.id ? known.start : null;
    const creates = fillSpec(step.creates, await learnerValues(ctx, learner));
    const plan = node ? await lookForReset(ctx, node.id, creates, start) : null;
    if (!dryRun) {
      if (node && plan) await removeFromNode(ctx, node.id, plan);
      await newRound(ctx, of);
    }
    if (!plan) return nothing;
    return { ...nothing, ...plan, containers: plan.containers.map((container) => container.name) };
  } catch (error) {
    if (!isAppError(error)) ctx.log.error({ error, ...of }, 'a step could not be reset');
    return { ...nothing, problem: codeOf(error) };
  }
}

/** The round ends, whoever ends it twice. Its evidence, its tries and its pass stay as they are. */
async function newRound(ctx: Ctx, of: { classId: string; userId: string; lessonId: string; stepId: string }): Promise<void> {
  await ctx.progress.change(of, async (tx, clock) => {
    const before = await recordIn(tx, of);
    if (before.firstAt === null && before.state === 'untouched') return null;
    await tx.stepReset.create({ data: { id: clock.newId(), ...of, round: before.round, byId: ctx.actor.id, at: clock.tick() } });
    return (await beginStep(tx, clock, of)) ?? recordIn(tx, of);
  });
}
