import type { Runtime } from '@/lib/core/runtime';
import type { LessonStart } from '@/lib/features/checks/kind';
import type { CourseStep } from '@/lib/features/courses/schema';
import { lookForReset, removeFromNode } from '@/lib/features/progress/reset-node';
import { isAppError } from '@/lib/core/errors';

/** What of a node a step may change, by names as people know them. */
export interface NodeThings {
  containers: Map<string, string>;
  /** Tags, and the ids of images without one. */
  images: Set<string>;
  /** Paths that the step names as its own and that are there. */
  paths: Set<string>;
}

/** A start at which nothing was there: everything that is named counts as made since. */
const emptyStart = (paths: readonly string[]): LessonStart => ({
  ...{ at: 0, nodeAt: null, bootId: null, daemon: null, eventsSince: null, images: [], containerIds: [], layers: null },
  paths: Object.fromEntries(paths.map((path) => [path, null])),
});

/** @param creates with its values filled in. @throws AppError why the node cannot be asked */
export async function thingsOn(ctx: Pick<Runtime, 'fleet'>, nodeId: string, creates: CourseStep['creates']): Promise<NodeThings> {
  const engine = await ctx.fleet.engine(nodeId);
  const containers = await engine.containers.list();
  const images = await engine.images.list(containers);
  const paths = creates?.paths ?? [];
  const there = paths.length > 0 ? (await lookForReset(ctx, nodeId, { paths }, emptyStart(paths))).paths : [];
  return {
    containers: new Map(containers.map(({ id, name }) => [id, name])),
    images: new Set(images.flatMap(({ id, tags }) => (tags.length > 0 ? tags : [id]))),
    paths: new Set(there),
  };
}

/** What is on the node now and was not before, as a report names it. Pure. */
export function leftOver(before: NodeThings, now: NodeThings): string[] {
  return [
    ...[...now.containers].filter(([id]) => !before.containers.has(id)).map(([, name]) => `container ${name}`),
    ...[...now.images].filter((image) => !before.images.has(image)).map((image) => `image ${image}`),
    ...[...now.paths].filter((path) => !before.paths.has(path)).map((path) => `path ${path}`),
  ];
}

/** Removes what is on the node and was not before: what a wrong command or an aborted try has left. @throws AppError */
export async function removeOthers(ctx: Pick<Runtime, 'fleet'>, nodeId: string, before: NodeThings): Promise<void> {
  const engine = await ctx.fleet.engine(nodeId);
  const containers = await engine.containers.list();
  for (const { id } of containers) if (!before.containers.has(id)) await unlessGone(engine.containers.remove(id, true));
  for (const { id, tags } of await engine.images.list(containers))
    for (const image of tags.length > 0 ? tags : [id])
      if (!before.images.has(image)) await unlessGone(engine.images.remove(image, true));
}

async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'container_not_found' && error.code !== 'image_not_found')) throw error;
  }
}

/** Removes what a course names as its own: what an earlier rehearsal of it, or one that was interrupted, has left. @throws AppError */
export async function removeNamed(
  ctx: Pick<Runtime, 'fleet'>,
  nodeId: string,
  creates: ReadonlyArray<NonNullable<CourseStep['creates']>>,
): Promise<void> {
  const all = {
    containers: creates.flatMap(({ containers = [] }) => containers),
    images: creates.flatMap(({ images = [] }) => images),
    paths: creates.flatMap(({ paths = [] }) => paths),
  };
  await removeFromNode(ctx, nodeId, await lookForReset(ctx, nodeId, all, emptyStart(all.paths)));
}
