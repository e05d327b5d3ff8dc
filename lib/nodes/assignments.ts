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
  await ctx.db.assignment.upsert({ where: { nodeId_userId: key }, create: { ...key, createdAt: ctx.now() }, update: {} });
  await settle(ctx, 'node.assign', row.id, userId);
  return getNode(ctx, { node: row.id });
}

/** Takes a node from a student; what they hold open on it ends. */
export async function unassignNode(ctx: Ctx, { node: ref, userId }: { node: string; userId: string }): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.assign');
  await ctx.db.assignment.deleteMany({ where: { nodeId: row.id, userId } });
  await settle(ctx, 'node.unassign', row.id, userId);
  return getNode(ctx, { node: row.id });
}

async function settle(ctx: Ctx, action: string, nodeId: string, userId: string): Promise<void> {
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action,
    target: `node:${nodeId}`,
    outcome: 'allowed',
    detail: { userId },
    address: ctx.address,
  });
  ctx.bus.publish('access.changed', { userId });
}
