import { AppError } from '@/lib/errors';
import { can } from '@/lib/policy/policy';
import type { Ctx } from '@/lib/runtime';
import type { ClassDto, CreateClass } from '@/lib/shared/accounts';
import type { List, PageQuery } from '@/lib/shared/common';

const counted = { _count: { select: { nodes: true, enrolments: { where: { role: 'student' } } } } } as const;

function presentClass(row: {
  id: string;
  name: string;
  createdAt: Date;
  _count: { nodes: number; enrolments: number };
}): ClassDto {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    students: row._count.enrolments,
    nodes: row._count.nodes,
  };
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
  const items = rows.slice(0, page.limit).map(presentClass);
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.name } : { items };
}

/** @throws AppError `not_found`, also for a class the actor may not see. */
export async function getClass(ctx: Ctx, { classId: id }: { classId: string }): Promise<ClassDto> {
  const row = can(ctx.actor, 'class.read', { kind: 'class', id })
    ? await ctx.db.class.findUnique({ where: { id }, include: counted })
    : null;
  if (!row) throw new AppError('not_found');
  return presentClass(row);
}

/** A class by id or name, as scripts name it. @throws AppError `not_found`, also for a class the actor may not see. */
export async function getClassByRef(ctx: Ctx, ref: string): Promise<ClassDto> {
  const row = await ctx.db.class.findFirst({ where: { OR: [{ id: ref }, { name: ref }] }, select: { id: true } });
  if (!row) throw new AppError('not_found');
  return getClass(ctx, { classId: row.id });
}

/** Makes a class; an instructor teaches what they make. @throws AppError `forbidden`, `name_taken` */
export async function createClass(ctx: Ctx, input: CreateClass): Promise<ClassDto> {
  if (!can(ctx.actor, 'class.create', { kind: 'panel' })) throw new AppError('forbidden');
  if ((await ctx.db.class.count({ where: { name: input.name } })) > 0)
    throw new AppError('name_taken', { params: { name: input.name } });
  const now = ctx.now();
  const id = ctx.newId();
  await ctx.db.class.create({
    data: {
      id,
      name: input.name,
      createdAt: now,
      ...(ctx.actor.role === 'instructor' && {
        enrolments: { create: { userId: ctx.actor.id, role: 'instructor', createdAt: now } },
      }),
    },
  });
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: 'class.create',
    target: `class:${id}`,
    outcome: 'allowed',
    address: ctx.address,
  });
  ctx.bus.publish('access.changed', { userId: ctx.actor.id });
  const row = await ctx.db.class.findUniqueOrThrow({ where: { id }, include: counted });
  return presentClass(row);
}
