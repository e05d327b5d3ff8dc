import { AppError } from '@/lib/errors';
import type { Ctx } from '@/lib/runtime';
import type { NodeDto } from '@/lib/shared/nodes';
import { getNodeFor } from './get-node-for';
import { getNode } from './nodes';

/** Gives a student a node. Repeating it changes nothing. @throws AppError `invalid_input` when they are not in the node's class. */
export async function assignNode(ctx: Ctx, { node: ref, userId }: { node: string; userId: string }): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.assign');
  const known =
    row.classId === null
      ? await ctx.db.user.count({ where: { id: userId } })
      : await ctx.db.enrolment.count({ where: { classId: row.classId, userId } });
  if (known === 0) throw new AppError('invalid_input', { fieldErrors: [{ path: 'userId', message: 'not_enrolled' }] });
  const key = { nodeId: row.id, userId };
  await ctx.db.$transaction(async (tx) => {
    await tx.assignment.upsert({ where: { nodeId_userId: key }, create: { ...key, createdAt: ctx.now() }, update: {} });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.assign', `node:${row.id}`, { userId });
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
