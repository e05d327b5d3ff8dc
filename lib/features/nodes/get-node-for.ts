import type { Prisma } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import { type Action, type Actor, can, type Resource } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { isTold } from '@/lib/features/docker-events/doers';
import { idSchema } from '@/lib/shared/common';

export const nodeWithAssignees = {
  class: { select: { id: true, name: true, closedAt: true, containerPrivileges: true } },
  assignments: { include: { user: { select: { id: true, name: true, email: true } } } },
} satisfies Prisma.NodeInclude;
export type NodeWithAssignees = Prisma.NodeGetPayload<{ include: typeof nodeWithAssignees }>;

/** A node as a resource of the policy table. */
export function nodeResource(row: {
  id: string;
  classId: string | null;
  /** What only pages of one node decide by need not be loaded. */
  class: { closedAt: Date | null; containerPrivileges?: boolean } | null;
  assignments: Array<{ userId: string }>;
}): Resource {
  const assigneeIds = new Set(row.assignments.map((a) => a.userId));
  return {
    kind: 'node',
    id: row.id,
    classId: row.classId,
    assigneeIds,
    closed: row.class !== null && row.class.closedAt !== null,
    containerPrivileges: row.class?.containerPrivileges === true,
  };
}

/** The part of the register an actor may see, as a condition of the query: existence itself is scoped. */
export function visibleTo(actor: Actor): Prisma.NodeWhereInput {
  if (actor.role === 'admin') return {};
  const open: Prisma.NodeWhereInput = { OR: [{ classId: null }, { class: { closedAt: null } }] };
  const assigned: Prisma.NodeWhereInput = { assignments: { some: { userId: actor.id } }, ...open };
  return actor.role === 'instructor' ? { OR: [{ classId: { in: [...actor.teaches] } }, assigned] } : assigned;
}

/**
 * What a node is called by, as a condition: its id, its name, or `class/node` with the class's id or name. A class's name may hold
 * slashes, a node's cannot, so the last one divides them.
 */
export function nodeByRef(ref: string): Prisma.NodeWhereInput {
  const slash = ref.lastIndexOf('/');
  if (slash >= 0) {
    const [cls, name] = [ref.slice(0, slash), ref.slice(slash + 1)];
    return { name, class: { OR: [{ id: cls }, { name: cls }] } };
  }
  return idSchema.safeParse(ref).success ? { OR: [{ id: ref }, { name: ref }] } : { name: ref };
}

/** `class/node`, or the name alone of a node without a class: how a node is told from one of the same name in another class. */
export const qualifiedName = (row: { name: string; class: { name: string } | null }): string =>
  row.class ? `${row.class.name}/${row.name}` : row.name;

/** For a name that is several nodes': which, as people and as programs call them. */
export function ambiguous(ref: string, rows: Array<{ id: string; name: string; class: { name: string } | null }>): AppError {
  const names = rows.map((row) => `${qualifiedName(row)} (${row.id})`).sort();
  return new AppError('node_ambiguous', { detail: `${ref}: ${names.join(', ')}` });
}

/** The nodes of this name, or the one of this id, that the actor may see; of several a reader has to choose. */
export async function nodesByRef(ctx: Ctx, ref: string): Promise<NodeWithAssignees[]> {
  const rows = await ctx.db.node.findMany({
    where: { AND: [nodeByRef(ref), visibleTo(ctx.actor)] },
    include: nodeWithAssignees,
  });
  const readable = rows.filter((row) => can(ctx.actor, 'node.read', nodeResource(row)));
  // Another node's name may look like an id; the id is the stronger word.
  const byId = readable.filter((row) => row.id === ref);
  return byId.length > 0 ? byId : readable;
}

/**
 * The one way to a node: by id or name AND by who asks.
 * @throws AppError `not_found` when the actor may not know it, `forbidden` (`class_closed` where that is why) when they may see it but
 *   not do this; each is audited.
 *   `node_ambiguous` when several they may see have that name.
 */
export async function getNodeFor(ctx: Ctx, ref: string, action: Action): Promise<NodeWithAssignees> {
  const [row, ...others] = await nodesByRef(ctx, ref);
  if (row && others.length > 0) {
    throw ambiguous(ref, [row, ...others]);
  }
  const { id, name } = ctx.actor;
  if (row && can(ctx.actor, action, nodeResource(row))) {
    const { requestId } = ctx;
    if (isTold(action)) ctx.bus.publish('action.allowed', { nodeId: row.id, actor: { id, name }, action, requestId });
    return row;
  }
  await ctx.audit.record({
    actorId: id,
    actorName: name,
    action,
    target: `node:${row?.id ?? ref}`,
    outcome: 'refused',
    address: ctx.address,
  });
  if (row?.class?.closedAt && can(ctx.actor, 'node.update', nodeResource(row))) throw new AppError('class_closed');
  throw new AppError(row ? 'forbidden' : 'not_found');
}
