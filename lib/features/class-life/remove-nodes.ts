import { mapLimited } from '@/lib/core/async/limit';
import { getClass } from '@/lib/features/classes/classes';
import { getNodeFor, type NodeWithAssignees, nodeResource, nodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { RemovedNodes, RemoveNodes } from '@/lib/shared/class-life';
import { AppError } from '@/lib/core/errors';
import { requireIdle } from './busy';
import { hasPanelKey, reasonOf, takeBackAtOnce, takeBackKey } from './take-back';

type Item = RemovedNodes['items'][number];

/**
 * Takes nodes of a class out of the register. With `takeBack` the panel's key for root is taken from each first, where it is in place; a
 * node that cannot be reached for it is kept and named, so that no machine leaves with the key by silence. The machines stay as they
 * are otherwise, and whoever had one is let in no more.
 * @throws AppError `not_found` for a class that is not theirs, `operation_running`
 */
export async function removeNodes(
  ctx: Ctx,
  { classId, nodes: ids, takeBack }: RemoveNodes & { classId: string },
): Promise<RemovedNodes> {
  await getClass(ctx, { classId });
  const rows = await ctx.db.node.findMany({ where: { classId, id: { in: ids } }, include: nodeWithAssignees });
  const own = rows.filter((row) => can(ctx.actor, 'node.delete', nodeResource(row)));
  await requireIdle(
    ctx,
    own.map(({ id }) => id),
  );
  const byId = new Map(own.map((row) => [row.id, row]));
  const items = await mapLimited([...new Set(ids)], takeBackAtOnce, async (id): Promise<Item> => {
    const row = byId.get(id);
    const item = { node: id, name: row?.name ?? '', error: null };
    if (!row) return { ...item, outcome: 'not_found' };
    try {
      if (takeBack) await takeBackKey(ctx, row);
    } catch (error) {
      return { ...item, outcome: 'kept', error: reasonOf(error) };
    }
    return { ...item, outcome: (await dropNode(ctx, row, takeBack)) ? 'removed' : 'not_found' };
  });
  return { items };
}

/**
 * Takes one node out of the register, the panel's key for root taken back first unless it is to stay.
 * @throws AppError `not_found`, `forbidden`, `operation_running`; with `takeBack` why the key could not be taken back: the node stays then
 */
export async function removeNode(ctx: Ctx, { node: ref, takeBack }: { node: string; takeBack: boolean }): Promise<void> {
  const row = await getNodeFor(ctx, ref, 'node.delete');
  await requireIdle(ctx, [row.id]);
  if (takeBack) await takeBackKey(ctx, row);
  if (!(await dropNode(ctx, row, takeBack))) throw new AppError('not_found');
}

/** @returns false for a node that somebody else moved or removed meanwhile. */
async function dropNode(ctx: Ctx, row: NodeWithAssignees, tookBack: boolean): Promise<boolean> {
  const { id, name, classId } = row;
  const gone = await ctx.db.$transaction(async (tx) => {
    if ((await tx.node.count({ where: { id, classId } })) === 0) return false;
    // Before the node is gone: its class stays with the line.
    const keyLeft = !tookBack && hasPanelKey(row);
    await ctx.audit.did({ ...ctx, db: tx }, 'node.delete', `node:${id}`, { name, class: classId, keyLeft });
    await tx.node.delete({ where: { id } });
    return true;
  });
  if (!gone) return false;
  ctx.bus.publish('node.deleted', { nodeId: id });
  for (const { userId } of row.assignments) ctx.bus.publish('access.changed', { userId });
  return true;
}
