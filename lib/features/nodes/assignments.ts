import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { NodeDto } from '@/lib/shared/nodes';
import { getNodeFor } from './get-node-for';
import { getNode } from './nodes';

/**
 * Gives a student a node. Repeating it changes nothing.
 * @param input.from a node that is taken from them in the same step: a swap, after which they have one and not two or none
 * @throws AppError `invalid_input` when they are not in the node's class.
 */
export async function assignNode(
  ctx: Ctx,
  { node: ref, userId, from }: { node: string; userId: string; from?: string },
): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.assign');
  const old = from === undefined ? null : await getNodeFor(ctx, from, 'node.assign');
  const known =
    row.classId === null
      ? await ctx.db.user.count({ where: { id: userId } })
      : await ctx.db.enrolment.count({ where: { classId: row.classId, userId } });
  if (known === 0) throw new AppError('invalid_input', { fieldErrors: [{ path: 'userId', message: 'not_enrolled' }] });
  const key = { nodeId: row.id, userId };
  await ctx.db.$transaction(async (tx) => {
    await tx.assignment.upsert({ where: { nodeId_userId: key }, create: { ...key, createdAt: ctx.now() }, update: {} });
    // Whoever gives it by hand has looked at it.
    await tx.node.updateMany({ where: { id: row.id }, data: { setAsideAt: null, setAsideNote: null } });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.assign', `node:${row.id}`, { userId });
    if (!old || old.id === row.id) return;
    await tx.assignment.deleteMany({ where: { nodeId: old.id, userId } });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.unassign', `node:${old.id}`, { userId });
  });
  ctx.bus.publish('access.changed', { userId });
  return getNode(ctx, { node: row.id });
}

/** Takes a node from a student; what they hold open on it ends. */
export async function unassignNode(ctx: Ctx, { node: ref, userId }: { node: string; userId: string }): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.assign');
  await ctx.db.$transaction(async (tx) => {
    await tx.assignment.deleteMany({ where: { nodeId: row.id, userId } });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.unassign', `node:${row.id}`, { userId });
  });
  ctx.bus.publish('access.changed', { userId });
  return getNode(ctx, { node: row.id });
}
