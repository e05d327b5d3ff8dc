import { waitAtMost } from '@/lib/core/async/wait';
import { truthSchema } from '@/lib/features/checks/spec';
import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { judgeOf } from './judge';
import { learnerFor, lessonOf, readsAsStaff } from './learner';

/** For as long as one node may take for all of them. */
const deadlineMs = 5_000;

/**
 * What the reader's node shows now for each measure of a lesson. Null where the node does not say, or the reader has none.
 * @param items as they stand in the lesson's blocks; the key of each is its JSON
 * @throws AppError `not_found`, `course_not_set`, `lesson_not_open`
 */
export async function readMeasures(
  ctx: Ctx,
  { classId, lessonId, items }: { classId: string; lessonId: string; items: Array<Record<string, string>> },
): Promise<{ items: Array<{ key: string; value: string | null }> }> {
  const nothing = { items: items.map((item) => ({ key: JSON.stringify(item), value: null })) };
  if (readsAsStaff(ctx, classId)) return nothing;
  const learner = await learnerFor(ctx, { classId }, 'course.read');
  lessonOf(learner, lessonId);
  const { node, userId } = learner;
  if (!node || ctx.fleet.status(node.id).state !== 'ready') return nothing;
  const judge = judgeOf(ctx);
  const registry = await ctx.progress.registryOf(classId);
  const look = judge.open({
    ...{ nodeId: node.id, nodeName: node.name, userId, start: null, registry, trusted: false },
    answers: async () => [],
  });
  const read = async (item: Record<string, string>): Promise<string | null> => {
    const truth = truthSchema.safeParse(item);
    if (!truth.success) return null;
    try {
      const value = await waitAtMost(judge.truth(look, truth.data), deadlineMs);
      return value === undefined || value === null ? null : [value].flat().join(', ').slice(0, 400);
    } catch (error) {
      if (isAppError(error)) return null;
      throw error;
    }
  };
  return { items: await Promise.all(items.map(async (item) => ({ key: JSON.stringify(item), value: await read(item) }))) };
}
