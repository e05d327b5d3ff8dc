import type { Class } from '@prisma/client';
import { isUniqueViolation } from '@/lib/core/database-problem';
import { AppError } from '@/lib/core/errors';
import { classFor, copyDefaults } from '@/lib/features/nodes/class-defaults';
import { countNodesOf } from '@/lib/features/nodes/list-nodes';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassDto, CreateClass } from '@/lib/shared/accounts';
import type { UpdateClass } from '@/lib/shared/class-life';
import type { List, PageQuery } from '@/lib/shared/common';

const counted = { enrolments: { select: { role: true } } } as const;
type Row = Class & { enrolments: Array<{ role: string }> };

async function presentClasses(ctx: Ctx, rows: Row[]): Promise<ClassDto[]> {
  const nodes = await countNodesOf(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    students: row.enrolments.filter(({ role }) => role === 'student').length,
    instructors: row.enrolments.filter(({ role }) => role === 'instructor').length,
    nodes: nodes.get(row.id)?.total ?? 0,
    nodesReady: nodes.get(row.id)?.ready ?? 0,
    nodesFree: nodes.get(row.id)?.free ?? 0,
    nodePasswordsOnCards: row.nodePasswordsOnCards,
    containerPrivileges: row.containerPrivileges,
  }));
}

async function presentClass(ctx: Ctx, row: Row): Promise<ClassDto> {
  const [only] = await presentClasses(ctx, [row]);
  return only as ClassDto;
}

/** The classes this actor teaches, all for an administrator; by name. @throws AppError `forbidden` */
export async function listClasses(ctx: Ctx, page: PageQuery): Promise<List<ClassDto>> {
  if (!can(ctx.actor, 'class.list', { kind: 'panel' })) throw new AppError('forbidden');
  const rows = await ctx.db.class.findMany({
    where: {
      ...(ctx.actor.role !== 'admin' && { id: { in: [...ctx.actor.teaches] } }),
      ...(page.cursor !== undefined && { name: { gt: page.cursor } }),
    },
    orderBy: { name: 'asc' },
    take: page.limit + 1,
    include: counted,
  });
  const items = await presentClasses(ctx, rows.slice(0, page.limit));
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.name } : { items };
}

/** @throws AppError `not_found`, also for a class the actor may not see. */
export async function getClass(ctx: Ctx, { classId: id }: { classId: string }): Promise<ClassDto> {
  const row = can(ctx.actor, 'class.read', { kind: 'class', id })
    ? await ctx.db.class.findUnique({ where: { id }, include: counted })
    : null;
  if (!row) throw new AppError('not_found');
  return presentClass(ctx, row);
}

/** A class by id or name, as scripts name it. @throws AppError `not_found`, also for a class the actor may not see. */
export async function getClassByRef(ctx: Ctx, ref: string): Promise<ClassDto> {
  const row = await ctx.db.class.findFirst({ where: { id: ref }, select: { id: true } });
  const named = await ctx.db.class.findUnique({ where: { name: ref }, select: { id: true } });
  // A class's name may look like another one's id; the id is the stronger word.
  const found = row ?? named;
  if (!found) throw new AppError('not_found');
  return getClass(ctx, { classId: found.id });
}

/**
 * Makes a class; an instructor teaches what they make. As a copy it has the other class's instructors, defaults of new nodes, course and
 * settings, as for the next term; the other one may be over. @throws AppError `forbidden`, `name_taken`, `not_found` for a class to copy that is not theirs
 */
export async function createClass(ctx: Ctx, input: CreateClass): Promise<ClassDto> {
  if (!can(ctx.actor, 'class.create', { kind: 'panel' })) throw new AppError('forbidden');
  const now = ctx.now();
  const id = ctx.newId();
  const from = input.copyOf === undefined ? null : await classFor(ctx, input.copyOf, 'class.read');
  const teachers = from
    ? await ctx.db.enrolment.findMany({ where: { classId: from.id, role: 'instructor' }, select: { userId: true } })
    : [];
  const instructors = new Set(teachers.map(({ userId }) => userId));
  if (ctx.actor.role === 'instructor') instructors.add(ctx.actor.id);
  const data = {
    ...(from && copyDefaults(ctx.keyring, from, id)),
    ...(from && copyCourse(from, now)),
    ...(from && { nodePasswordsOnCards: from.nodePasswordsOnCards, containerPrivileges: from.containerPrivileges }),
    id,
    name: input.name,
    createdAt: now,
    enrolments: { create: [...instructors].map((userId) => ({ userId, role: 'instructor', createdAt: now })) },
  };
  const create = ctx.db.$transaction(async (tx) => {
    await tx.class.create({ data });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.create', `class:${id}`, { ...input });
  });
  await orTaken(create, input.name);
  for (const userId of instructors.add(ctx.actor.id)) ctx.bus.publish('access.changed', { userId });
  const row = await ctx.db.class.findUniqueOrThrow({ where: { id }, include: counted });
  return presentClass(ctx, row);
}

/** The same version, from its first lesson: how far a class was let is its own pace. */
const copyCourse = ({ courseHash, ownValues, solutionHalf }: Class, now: Date): Partial<Class> => ({
  courseHash,
  ownValues,
  solutionHalf,
  courseOpenedAt: courseHash === null ? null : now,
});

/**
 * Renames a class, says what its cards carry and what its students' containers may be given, closes it or opens it again. Closing lets its students in no more, at once; its staff go on reading.
 * @throws AppError `not_found`, `name_taken`
 */
export async function updateClass(ctx: Ctx, { classId: id, ...input }: UpdateClass & { classId: string }): Promise<ClassDto> {
  const { name, closed, nodePasswordsOnCards, containerPrivileges } = input;
  const before = await getClass(ctx, { classId: id });
  if (!can(ctx.actor, 'class.update', { kind: 'class', id })) throw new AppError('forbidden');
  const turns = closed !== undefined && closed !== (before.closedAt !== null);
  const settings = {
    ...(nodePasswordsOnCards !== undefined && { nodePasswordsOnCards }),
    ...(containerPrivileges !== undefined && { containerPrivileges }),
  };
  const data = { ...(name !== undefined && { name }), ...(turns && { closedAt: closed ? ctx.now() : null }), ...settings };
  const changed = { ...(name !== undefined && { name: [before.name, name] }), ...(turns && { closed }), ...settings };
  const update = ctx.db.$transaction(async (tx) => {
    await tx.class.update({ where: { id }, data });
    // Opened again, it is not open to whoever kept the code.
    if (turns && closed) await tx.classJoin.deleteMany({ where: { classId: id } });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.update', `class:${id}`, changed);
  });
  await orTaken(update, name ?? '');
  if (turns) {
    const people = await ctx.db.enrolment.findMany({ where: { classId: id }, select: { userId: true } });
    for (const { userId } of people) ctx.bus.publish('access.changed', { userId });
  }
  return getClass(ctx, { classId: id });
}

/** Two at once do not both get a name: the database says which came second. */
async function orTaken(work: Promise<unknown>, name: string): Promise<void> {
  await work.catch((error: unknown) => {
    throw isUniqueViolation(error) ? new AppError('name_taken', { params: { name } }) : error;
  });
}
