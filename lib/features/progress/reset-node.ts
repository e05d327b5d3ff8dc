import { isAppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import type { LessonStart } from '@/lib/features/checks/kind';
import type { CourseStep } from '@/lib/features/courses/schema';
import { remote } from '@/lib/gateways/ssh/remote';
import { planReset, type ResetPlan } from './reset-plan';

/** Of the paths on standard input, a line each, those that are there. */
const existing = remote`
while IFS= read -r p; do
  if [ -e "$p" ] || [ -L "$p" ]; then printf '%s\n' "$p"; fi
done`;

/** Removes each of them. What is mounted below one stays, and so does the path to it (rm(1), --one-file-system). */
const removeEach = remote`
while IFS= read -r p; do
  rm -rf --one-file-system -- "$p" || exit 1
done`;

/** What a reset of a step removes from a node, or would. @throws AppError why the node cannot be asked */
export async function lookForReset(
  { fleet }: Pick<Runtime, 'fleet'>,
  nodeId: string,
  creates: CourseStep['creates'],
  start: LessonStart | null,
): Promise<ResetPlan> {
  if (!creates || !start) return planReset(undefined, null, { containers: [], images: [] });
  const engine = await fleet.engine(nodeId);
  const containers = await engine.containers.list();
  const plan = planReset(creates, start, { containers, images: await engine.images.list(containers) });
  if (plan.paths.length === 0) return plan;
  const root = await fleet.root(nodeId);
  const { stdout } = await root.run(existing, { input: `${plan.paths.join('\n')}\n` });
  const there = new Set(stdout.toString().split('\n'));
  return { ...plan, paths: plan.paths.filter((path) => there.has(path)) };
}

/** Removes what {@link lookForReset} found; what is gone by now is no error. @throws AppError why something could not be removed */
export async function removeFromNode({ fleet }: Pick<Runtime, 'fleet'>, nodeId: string, plan: ResetPlan): Promise<void> {
  const engine = await fleet.engine(nodeId);
  for (const { id } of plan.containers) await unlessGone(engine.containers.remove(id, true), 'container_not_found');
  for (const tag of plan.images) await unlessGone(engine.images.remove(tag, true), 'image_not_found');
  if (plan.paths.length > 0) await (await fleet.root(nodeId)).run(removeEach, { input: `${plan.paths.join('\n')}\n` });
  await fleet.sync(nodeId);
}

async function unlessGone(work: Promise<unknown>, code: string): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isAppError(error) || error.code !== code) throw error;
  }
}
