import { getClass } from '@/lib/features/classes/classes';
import { AppError } from '@/lib/core/errors';
import { nodeResource, nodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { whoLoses } from '@/lib/features/nodes/nodes';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { MovedNodes, MoveNodes } from '@/lib/shared/class-life';
import { requireIdle } from './busy';

/**
 * Moves nodes of a class to another one, as for a new term: connections, credentials and root logins stay, and nobody keeps a node who is
 * not enrolled in the other class. A node whose name is taken there stays and is named.
 * @throws AppError `not_found` for a class that is not theirs, `class_closed` for one that is over, `operation_running`
 */
export async function moveNodes(
  ctx: Ctx,
  { classId, nodes: ids, to, dryRun }: MoveNodes & { classId: string },
): Promise<MovedNodes> {
  await getClass(ctx, { classId });
  const target = await getClass(ctx, { classId: to });
  if (target.closedAt !== null) throw new AppError('class_closed');
  if (to === classId) throw new AppError('conflict');
  const rows = await ctx.db.node.findMany({ where: { classId, id: { in: ids } }, include: nodeWithAssignees });
  const own = rows.filter((row) => can(ctx.actor, 'node.update', nodeResource(row)));
  await requireIdle(
    ctx,
    own.map(({ id }) => id),
  );
  const taken = await ctx.db.node.findMany({ where: { classId: to }, select: { name: true } });
  const names = new Set(taken.map(({ name }) => name));
  const items: MovedNodes['items'] = [];
  const lost = new Map<string, string[]>();
  for (const id of new Set(ids)) {
    const row = own.find((found) => found.id === id);
    if (!row) items.push({ node: id, name: '', outcome: 'not_found', takenFrom: [] });
    else if (names.has(row.name)) items.push({ node: id, name: row.name, outcome: 'name_taken', takenFrom: [] });
    else {
      lost.set(id, await whoLoses(ctx, row, to));
      const takenFrom = row.assignments
        .filter(({ userId }) => lost.get(id)?.includes(userId))
        .map(({ user }) => ({ name: user.name, email: user.email }));
      items.push({ node: id, name: row.name, outcome: 'moved', takenFrom });
    }
  }
  if (dryRun || lost.size === 0) return { dryRun, items };
  const moved = [...lost.keys()];
  await ctx.db.$transaction(async (tx) => {
    await tx.node.updateMany({ where: { classId, id: { in: moved } }, data: { classId: to, updatedAt: ctx.now() } });
    for (const [nodeId, users] of lost) await tx.assignment.deleteMany({ where: { nodeId, userId: { in: users } } });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.move', `class:${classId}`, {
      to,
      nodes: moved,
      takenFrom: [...new Set([...lost.values()].flat())],
    });
  });
  for (const nodeId of moved) ctx.bus.publish('node.updated', { nodeId });
  for (const userId of new Set([...lost.values()].flat())) ctx.bus.publish('access.changed', { userId });
  return { dryRun, items };
}
