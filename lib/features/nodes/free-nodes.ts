import type { Prisma } from '@prisma/client';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { NodeState } from '@/lib/shared/nodes';

/** node2 before node10. */

/** Which nodes are given first: those a student can begin with, then those where Docker has to be mended, then whoever may yet answer. */
const givenAfter: Record<NodeState, number> = {
  ready: 0,
  // Docker is closed to the login user of a fresh node: opening it is the lesson.
  docker_denied: 0,
  docker_down: 1,
  docker_missing: 1,
  connecting: 2,
  unverified: 3,
  auth_failed: 3,
  unreachable: 3,
  host_key_changed: 3,
};

/** A node that a student may be given. */
export interface FreeNode {
  id: string;
  name: string;
  state: NodeState;
}

/** Nodes nobody has and that are not set aside. */
export const isFree = { assignments: { none: {} }, setAsideAt: null } satisfies Prisma.NodeWhereInput;

/** The free nodes of a class in the order in which they are given. Whoever calls has asked who may. */
export async function freeNodesOf(ctx: Pick<Ctx, 'db' | 'fleet'>, classId: string): Promise<FreeNode[]> {
  const rows = await ctx.db.node.findMany({ where: { classId, ...isFree }, select: { id: true, name: true } });
  return rows
    .map(({ id, name }) => ({ id, name, state: ctx.fleet.status(id).state }))
    .sort((a, b) => givenAfter[a.state] - givenAfter[b.state] || byName(a.name, b.name));
}

/**
 * Gives somebody the first of these nodes that is still free. Two at once never get the same one.
 * @returns the node's id; null when all were given to others meanwhile
 */
export async function takeFreeNode(
  tx: Prisma.TransactionClient,
  { classId, userId, nodeIds, now }: { classId: string; userId: string; nodeIds: readonly string[]; now: Date },
): Promise<string | null> {
  for (const id of nodeIds) {
    // The write comes before the look: it holds the row until the transaction ends, so whoever is second sees the first one's assignment.
    const { count } = await tx.node.updateMany({ where: { id, classId, setAsideAt: null }, data: { classId } });
    if (count === 0 || (await tx.assignment.count({ where: { nodeId: id } })) > 0) continue;
    await tx.assignment.create({ data: { nodeId: id, userId, createdAt: now } });
    return id;
  }
  return null;
}
