import { freeNodesOf, takeFreeNode } from '@/lib/features/nodes/free-nodes';
import { getNodeFor, type NodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { SwapNode, SwappedNode } from '@/lib/shared/class-life';
import type { NodeState } from '@/lib/shared/nodes';

/**
 * Gives a student a spare node in place of theirs, or says what that would come to (`dryRun`). What they have passed stays, with its
 * evidence; the lessons they have begun start anew on the spare. Nothing is moved from one machine to the other. Their terminals on the old
 * node end, and it is set aside when nobody else has it, so that no one is given it before somebody has looked.
 * @param input.to left out: the first free node that is ready
 * @throws AppError `not_found`, `forbidden`, `class_closed`, `invalid_input` where it is not said whose node it is, `no_spare_node`,
 *   `conflict` where the node or the spare is somebody else's by now
 */
export async function swapNode(ctx: Ctx, { node: ref, dryRun, ...input }: SwapNode & { node: string }): Promise<SwappedNode> {
  const row = await getNodeFor(ctx, ref, 'node.swap');
  const { classId } = row;
  if (classId === null) throw new AppError('conflict');
  const user = whose(row, input.user);
  const spare = await spareOf(ctx, classId, input.to);
  const answer: SwappedNode = {
    ...{ dryRun, user: { id: user.id, name: user.name }, from: { id: row.id, name: row.name }, to: spare },
    ...(await whatBecomes(ctx, row, classId, user.id)),
    setAside: row.assignments.length === 1,
  };
  if (dryRun) return answer;
  const [now, note] = [ctx.now(), input.note ?? null];
  await ctx.db.$transaction(async (tx) => {
    const taken = await takeFreeNode(tx, { classId, userId: user.id, nodeIds: [spare.id], now });
    const { count } = await tx.assignment.deleteMany({ where: { nodeId: row.id, userId: user.id } });
    // Given to somebody, or swapped by a colleague, a moment ago.
    if (taken === null || count === 0) throw new AppError('conflict');
    const left = await tx.assignment.count({ where: { nodeId: row.id } });
    if (left === 0) await tx.node.update({ where: { id: row.id }, data: { setAsideAt: now, setAsideNote: note } });
    const through = { ...ctx, db: tx };
    await ctx.audit.did(through, 'node.assign', `node:${spare.id}`, { userId: user.id, by: 'node.swap' });
    await ctx.audit.did(through, 'node.swap', `node:${row.id}`, { userId: user.id, to: spare.id, note, setAside: left === 0 });
  });
  ctx.bus.publish('node.swapped', { classId, userId: user.id, from: row.id, to: spare.id });
  ctx.bus.publish('access.changed', { userId: user.id });
  return answer;
}

/** Of several who have the node it has to be said whose is swapped. */
function whose({ assignments }: NodeWithAssignees, userId: string | undefined): { id: string; name: string } {
  const found = userId === undefined ? assignments : assignments.filter((each) => each.userId === userId);
  const [only] = found;
  if (!only || found.length > 1) throw new AppError('invalid_input', { fieldErrors: [{ path: 'user', message: 'swap_whose' }] });
  return only.user;
}

async function spareOf(
  ctx: Ctx,
  classId: string,
  to: string | undefined,
): Promise<{ id: string; name: string; state: NodeState }> {
  const free = await freeNodesOf(ctx, classId);
  if (to !== undefined) {
    const named = await getNodeFor(ctx, to, 'node.assign');
    const spare = free.find(({ id }) => id === named.id);
    if (!spare) throw new AppError('conflict');
    return spare;
  }
  const [first] = free;
  if (!first) throw new AppError('no_spare_node');
  return first;
}

/** What stays behind on the old node, what ends, and what goes on with the student. */
async function whatBecomes(
  ctx: Ctx,
  { id: nodeId }: NodeWithAssignees,
  classId: string,
  userId: string,
): Promise<Pick<SwappedNode, 'containers' | 'images' | 'terminals' | 'lessons' | 'stepsKept'>> {
  const { containers, images } = ctx.fleet.status(nodeId);
  const [starts, stepsKept] = await Promise.all([
    ctx.db.lessonStart.findMany({ where: { classId, userId, nodeId }, select: { lessonId: true }, distinct: ['lessonId'] }),
    ctx.db.stepPass.findMany({
      where: { classId, userId },
      select: { lessonId: true, stepId: true },
      distinct: ['lessonId', 'stepId'],
    }),
  ]);
  return {
    containers: containers?.map(({ name, state }) => ({ name, running: state === 'running' })) ?? null,
    images: images?.length ?? null,
    terminals: ctx.terminals.list(userId, nodeId).length,
    lessons: starts.map(({ lessonId }) => lessonId).sort(),
    stepsKept: stepsKept.length,
  };
}
