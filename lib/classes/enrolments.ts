import { AppError } from '@/lib/errors';
import { can } from '@/lib/policy/policy';
import type { Ctx } from '@/lib/runtime';
import type { Enrol, MemberDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';

type Row = { userId: string; role: string; createdAt: Date; user: { name: string; email: string } };
const withUser = { user: { select: { name: true, email: true } } } as const;

function presentMember(row: Row): MemberDto {
  const role = row.role === 'instructor' ? 'instructor' : 'student';
  return { userId: row.userId, name: row.user.name, email: row.user.email, role, enrolledAt: row.createdAt.toISOString() };
}

async function requireClass(ctx: Ctx, classId: string, action: 'class.read' | 'class.update'): Promise<void> {
  const resource = { kind: 'class', id: classId } as const;
  const known = can(ctx.actor, 'class.read', resource) && (await ctx.db.class.count({ where: { id: classId } })) > 0;
  if (!known) throw new AppError('not_found');
  if (!can(ctx.actor, action, resource)) throw new AppError('forbidden');
}

/** @throws AppError `not_found` */
export async function listMembers(ctx: Ctx, { classId }: { classId: string }): Promise<List<MemberDto>> {
  await requireClass(ctx, classId, 'class.read');
  const rows = await ctx.db.enrolment.findMany({ where: { classId }, include: withUser, orderBy: { user: { email: 'asc' } } });
  return { items: rows.map(presentMember) };
}

/**
 * Enrols a user; enrolling again changes the role. Nobody teaches whose account is a student's.
 * @throws AppError `not_found`, `conflict`
 */
export async function enrol(ctx: Ctx, { classId, userId, role }: Enrol & { classId: string }): Promise<MemberDto> {
  await requireClass(ctx, classId, 'class.update');
  const user = await ctx.db.user.findUnique({ where: { id: userId } });
  if (!user) throw new AppError('not_found');
  if (role === 'instructor' && user.role === 'student')
    throw new AppError('conflict', { detail: 'This account is a student’s.' });
  const key = { classId, userId };
  const row = await ctx.db.enrolment.upsert({
    where: { classId_userId: key },
    create: { ...key, role, createdAt: ctx.now() },
    update: { role },
    include: withUser,
  });
  await settle(ctx, 'class.enrol', classId, userId);
  return presentMember(row);
}

/** Ends an enrolment, and with it the nodes of this class that the user had. @throws AppError `not_found` */
export async function unenrol(ctx: Ctx, { classId, userId }: { classId: string; userId: string }): Promise<void> {
  await requireClass(ctx, classId, 'class.update');
  const [ended] = await ctx.db.$transaction([
    ctx.db.enrolment.deleteMany({ where: { classId, userId } }),
    ctx.db.assignment.deleteMany({ where: { userId, node: { classId } } }),
  ]);
  if (ended.count === 0) throw new AppError('not_found');
  await settle(ctx, 'class.unenrol', classId, userId);
}

async function settle(ctx: Ctx, action: string, classId: string, userId: string): Promise<void> {
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action,
    target: `class:${classId}`,
    outcome: 'allowed',
    detail: { userId },
    address: ctx.address,
  });
  ctx.bus.publish('access.changed', { userId });
}
