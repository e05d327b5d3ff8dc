import type { Prisma } from '@prisma/client';
import { comparePlaces, type Place, readCursor, writeCursor } from '@/lib/core/places';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import { healthConcerns } from '@/lib/shared/health-concerns';
import { limits } from '@/lib/shared/limits';
import {
  type NodeCounts,
  type NodePage,
  type NodeQuery,
  type NodeSort,
  type NodeSummary,
  nodeSeverity,
} from '@/lib/shared/node-list';
import type { NodeDto } from '@/lib/shared/nodes';
import { nodeResource, nodeWithAssignees, visibleTo } from './get-node-for';
import { isRootLogin, presentNode } from './present-node';

/** What filters, orders and counts look at: no secret and no report, so that a thousand rows are cheap. */
const slim = {
  id: true,
  name: true,
  classId: true,
  host: true,
  port: true,
  loginUser: true,
  rootLogin: true,
  offeredHostKey: true,
  lastSeenAt: true,
  setAsideAt: true,
  class: { select: { name: true, closedAt: true } },
  assignments: { select: { userId: true, user: { select: { name: true, email: true, studentNumber: true } } } },
} satisfies Prisma.NodeSelect;
type Slim = Prisma.NodeGetPayload<{ select: typeof slim }>;

/**
 * The nodes this actor may see, a page of them, with how many there are in all. A node whose state changes between two pages of an
 * order by state may come twice or not at all; by name none does.
 * @throws AppError `invalid_input` for a cursor that is none
 */
export async function listNodes(ctx: Ctx, query: Partial<NodeQuery>): Promise<NodePage> {
  const { limit = limits.pageSize, sort = 'name', order = 'asc', cursor } = query;
  const turn = order === 'asc' ? 1 : -1;
  const after = cursor === undefined ? null : readCursor(cursor);
  const placed = (await visibleRows(ctx, query.class))
    .filter((row) => matches(ctx, row, query))
    .map((row) => ({ id: row.id, place: placeOf(ctx, row, sort) }))
    .sort((a, b) => turn * comparePlaces(a.place, b.place));
  const rest = after ? placed.filter(({ place }) => turn * comparePlaces(place, after) > 0) : placed;
  const page = rest.slice(0, limit);
  const rows = await ctx.db.node.findMany({ where: { id: { in: page.map(({ id }) => id) } }, include: nodeWithAssignees });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const last = page.at(-1);
  return {
    // One that was removed a moment ago is not there any more.
    items: page.flatMap(({ id }) => (byId.get(id) ? [presentNode(ctx, byId.get(id) as (typeof rows)[number])] : [])),
    ...(rest.length > page.length && last && { nextCursor: writeCursor(last.place) }),
    total: placed.length,
  };
}

/** All nodes of a class, or all the actor may see, whatever a page holds: for a first paint that calls itself all. */
export async function listAllNodes(ctx: Ctx, query: Partial<NodeQuery> = {}): Promise<{ items: NodeDto[]; total: number }> {
  const { items, total } = await listNodes(ctx, { ...query, limit: Number.POSITIVE_INFINITY });
  return { items, total };
}

/** The nodes this actor may see in numbers, in all and by class. */
export async function summarizeNodes(ctx: Ctx, { class: of }: { class?: NodeQuery['class'] }): Promise<NodeSummary> {
  const rows = await visibleRows(ctx, of);
  const byClass = Map.groupBy(rows, (row) => row.classId);
  const classes = [...byClass].map(([classId, own]) => ({
    classId,
    className: own[0]?.class?.name ?? null,
    ...countNodes(ctx, own),
  }));
  return { ...countNodes(ctx, rows), classes: classes.sort((a, b) => byName(a.className ?? '', b.className ?? '')) };
}

/** The counts of each of these classes; one without nodes is not among them. Whoever calls has asked who may. */
export async function countNodesOf(ctx: Ctx, classIds: string[]): Promise<Map<string, NodeCounts>> {
  const rows = await ctx.db.node.findMany({ where: { classId: { in: classIds } }, select: slim });
  const byClass = Map.groupBy(rows, (row) => row.classId ?? '');
  return new Map([...byClass].map(([classId, own]) => [classId, countNodes(ctx, own)]));
}

async function visibleRows(ctx: Ctx, of: NodeQuery['class']): Promise<Slim[]> {
  const inClass: Prisma.NodeWhereInput = of === undefined ? {} : { classId: of === 'none' ? null : of };
  const rows = await ctx.db.node.findMany({ where: { AND: [visibleTo(ctx.actor), inClass] }, select: slim });
  return rows.filter((row) => can(ctx.actor, 'node.read', nodeResource(row)));
}

function countNodes(ctx: Ctx, rows: Slim[]): NodeCounts {
  const counts = { total: rows.length, ready: 0, well: 0, free: 0, rootLogin: 0, keysToCompare: 0 };
  const states: NodeCounts['states'] = {};
  for (const row of rows) {
    const status = ctx.fleet.status(row.id);
    states[status.state] = (states[status.state] ?? 0) + 1;
    if (status.state === 'ready') counts.ready++;
    if (isWell(ctx, row.id)) counts.well++;
    if (row.assignments.length === 0 && row.setAsideAt === null) counts.free++;
    if (isRootLogin(row, status)) counts.rootLogin++;
    if (row.offeredHostKey !== null) counts.keysToCompare++;
  }
  return { ...counts, states };
}

const concernsOf = (ctx: Ctx, id: string) => {
  const sample = ctx.health.latest(id);
  return sample ? healthConcerns(sample) : [];
};
const isWell = (ctx: Ctx, id: string): boolean => ctx.fleet.status(id).state === 'ready' && concernsOf(ctx, id).length === 0;

function matches(ctx: Ctx, row: Slim, { q, state, well, student }: Partial<NodeQuery>): boolean {
  if (state !== undefined && !state.split(',').includes(ctx.fleet.status(row.id).state)) return false;
  if (well !== undefined && isWell(ctx, row.id) !== (well === 'yes')) return false;
  if (student !== undefined && row.assignments.length > 0 !== (student === 'yes')) return false;
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const people = row.assignments.flatMap(({ user }) => [user.name, user.email, user.studentNumber ?? '']);
  const name = row.class ? `${row.class.name}/${row.name}` : row.name;
  const texts = [name, row.host, ...people].map((text) => text.toLowerCase());
  return words.every((word) => texts.some((text) => text.includes(word)));
}

/** Ends in what makes it the only one of its kind: the class, the name, the id. */
function placeOf(ctx: Ctx, row: Slim, sort: NodeSort): Place {
  const own = [row.class?.name ?? '', row.name, row.id];
  const status = ctx.fleet.status(row.id);
  if (sort === 'worst') return [nodeSeverity(status.state, concernsOf(ctx, row.id)), ...own];
  if (sort === 'host') return [row.host, row.port, ...own];
  // Those nobody has come last.
  if (sort === 'student') return [row.assignments[0] ? 0 : 1, row.assignments[0]?.user.name ?? '', ...own];
  if (sort === 'seen') return [(status.lastSeenAt ?? row.lastSeenAt)?.getTime() ?? 0, ...own];
  return own;
}
