import { type Action, can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { nodeResource, nodeWithAssignees, visibleTo } from './get-node-for';

/**
 * Every node on which this actor may do `action`: one question for whoever keeps a set of nodes up to date.
 * @param within only those of this class; whether the actor may read the class is not asked here
 */
export async function listNodeIdsFor(ctx: Ctx, action: Action, within: { classId?: string } = {}): Promise<string[]> {
  const rows = await ctx.db.node.findMany({
    where: { AND: [visibleTo(ctx.actor), { classId: within.classId }] },
    include: nodeWithAssignees,
  });
  return rows
    .filter((row) => can(ctx.actor, 'node.read', nodeResource(row)) && can(ctx.actor, action, nodeResource(row)))
    .map((row) => row.id);
}
