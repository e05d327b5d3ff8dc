import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { Course } from '@/lib/features/courses/course';
import { getNodeFor, type NodeWithAssignees } from '@/lib/features/nodes/get-node-for';

/** As long as a node may take to connect, and its Docker to answer. */
const readyMs = 60_000;
const lookMs = 100;

/**
 * A node for a rehearsal, connected from this process.
 * @throws AppError `not_found`, `node_ambiguous`; why the node cannot be used. Error for the console: it is somebody's, or lacks what the
 *   course needs
 */
export async function nodeForRehearsal(
  ctx: Ctx,
  ref: string,
  { course, evenIfAssigned }: { course: Course; evenIfAssigned: boolean },
): Promise<NodeWithAssignees> {
  const node = await getNodeFor(ctx, ref, 'terminal.open');
  const holders = node.assignments.map(({ user }) => user.name);
  if (holders.length > 0 && !evenIfAssigned)
    throw new Error(
      `${node.name} is assigned to ${holders.join(', ')}. A rehearsal runs every command of the course there, also those that delete. Use a spare node, or add --even-if-assigned.`,
    );
  if (node.jumpNodeId) await ctx.fleet.register(node.jumpNodeId);
  await ctx.fleet.register(node.id);
  await untilReady(ctx, node.id);
  const { needs } = course.file;
  if (needs?.root) await ctx.fleet.root(node.id);
  if (needs?.registry && (node.classId === null || (await ctx.classRegistry.of(node.classId)) === null))
    throw new Error(
      `The course pushes to a registry at localhost:5000, and ${node.name} has none there. Put the node into a class and set the registry of that class.`,
    );
  return node;
}

/** @throws AppError `node_unreachable` with the state it stays in */
export async function untilReady({ fleet }: Pick<Ctx, 'fleet'>, nodeId: string): Promise<void> {
  const end = performance.now() + readyMs;
  for (;;) {
    const { state, reason } = fleet.status(nodeId);
    if (state === 'ready') return;
    if (performance.now() > end) throw new AppError('node_unreachable', { detail: [state, reason].filter(Boolean).join(': ') });
    await pause(lookMs);
  }
}
