import { getClass } from '@/lib/classes/classes';
import { isAppError } from '@/lib/errors';
import { type NodeWithAssignees, nodeResource, nodeWithAssignees } from '@/lib/nodes/get-node-for';
import { can } from '@/lib/policy/policy';
import { carryOut } from '@/lib/root-login/root-login';
import type { Ctx } from '@/lib/runtime';
import type { RemovedNodes, RemoveNodes } from '@/lib/shared/class-life';
import { requireIdle } from './busy';

/** Nodes whose key is taken back at once: each has a connection of its own and a guard of its own. */
const atOnce = 8;
/** How long taking the key back from one node may last, in ms: its steps end by themselves well before. */
const takeBackMs = 90_000;

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
  const items: Item[] = [];
  const waiting = [...new Set(ids)].entries();
  const work = async () => {
    for (const [index, id] of waiting) items[index] = await removeOne(ctx, id, byId.get(id), takeBack);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { items };
}

async function removeOne(ctx: Ctx, id: string, row: NodeWithAssignees | undefined, takeBack: boolean): Promise<Item> {
  if (!row) return { node: id, name: '', outcome: 'not_found', error: null };
  const item = { node: id, name: row.name };
  try {
    if (takeBack && row.rootLogin === 'done')
      await carryOut(ctx, row, 'remove', { signal: AbortSignal.timeout(takeBackMs), tries: 1 });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...item, outcome: 'kept', error: { code: error.code, detail: error.detail ?? null } };
  }
  const gone = await ctx.db.node.deleteMany({ where: { id } });
  if (gone.count === 0) return { ...item, outcome: 'not_found', error: null };
  await ctx.audit.did(ctx, 'node.delete', `node:${id}`, {
    name: row.name,
    class: row.classId,
    keyLeft: !takeBack && row.rootLogin === 'done',
  });
  ctx.bus.publish('node.deleted', { nodeId: id });
  for (const { userId } of row.assignments) ctx.bus.publish('access.changed', { userId });
  return { ...item, outcome: 'removed', error: null };
}
