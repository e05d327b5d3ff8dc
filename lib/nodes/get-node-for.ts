import type { Prisma } from '@prisma/client';
import { AppError } from '@/lib/errors';
import { type Action, type Actor, can, type Resource } from '@/lib/policy/policy';
import type { Ctx } from '@/lib/runtime';
import { idSchema } from '@/lib/shared/common';

export const nodeWithAssignees = {
  assignments: { include: { user: { select: { id: true, name: true, email: true } } } },
} satisfies Prisma.NodeInclude;
export type NodeWithAssignees = Prisma.NodeGetPayload<{ include: typeof nodeWithAssignees }>;

/** A node as a resource of the policy table. */
export function nodeResource(row: NodeWithAssignees): Resource {
  return { kind: 'node', id: row.id, classId: row.classId, assigneeIds: new Set(row.assignments.map((a) => a.userId)) };
}

/** The part of the register an actor may see, as a condition of the query: existence itself is scoped. */
export function visibleTo(actor: Actor): Prisma.NodeWhereInput {
  if (actor.role === 'admin') return {};
  const assigned: Prisma.NodeWhereInput = { assignments: { some: { userId: actor.id } } };
  return actor.role === 'instructor' ? { OR: [{ classId: { in: [...actor.teaches] } }, assigned] } : assigned;
}

/**
 * The one way to a node: by id or name AND by who asks.
 * @throws AppError `not_found` when the actor may not know it, `forbidden` when they may see it but not do this; both are audited.
 */
export async function getNodeFor(ctx: Ctx, ref: string, action: Action): Promise<NodeWithAssignees> {
  const byRef: Prisma.NodeWhereInput = idSchema.safeParse(ref).success ? { OR: [{ id: ref }, { name: ref }] } : { name: ref };
  const row = await ctx.db.node.findFirst({ where: { AND: [byRef, visibleTo(ctx.actor)] }, include: nodeWithAssignees });
  const readable = row !== null && can(ctx.actor, 'node.read', nodeResource(row));
  if (row && readable && can(ctx.actor, action, nodeResource(row))) return row;
  const { id, name } = ctx.actor;
  await ctx.audit.record({
    actorId: id,
    actorName: name,
    action,
    target: `node:${row?.id ?? ref}`,
    outcome: 'refused',
    address: ctx.address,
  });
  throw new AppError(readable ? 'forbidden' : 'not_found');
}
