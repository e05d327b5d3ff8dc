import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { Enrol, MemberDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import type { MendMember } from '@/lib/shared/roster';

type Row = {
  userId: string;
  role: string;
  createdAt: Date;
  user: { name: string; email: string; studentNumber: string | null; lastSeenAt: Date | null };
};
const withUser = { user: { select: { name: true, email: true, studentNumber: true, lastSeenAt: true } } } as const;

function presentMember({ presence }: Pick<Ctx, 'presence'>, row: Row): MemberDto {
  const role = row.role === 'instructor' ? 'instructor' : 'student';
  const { userId } = row;
  const { name, email, studentNumber, lastSeenAt } = row.user;
  return {
    ...{ userId, name, email, studentNumber, role, enrolledAt: row.createdAt.toISOString() },
    online: presence.isOnline(userId),
    lastSeenAt: (presence.lastSeenAt(userId) ?? lastSeenAt)?.toISOString() ?? null,
  };
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
  return { items: rows.map((row) => presentMember(ctx, row)) };
}

/**
 * Enrols a user, by id or by address; enrolling again changes the role. Nobody teaches whose account is a student's.
 * @throws AppError `not_found`, `conflict`, `invalid_input` for an address nobody has, or a student's where a teacher is wanted
 */
export async function enrol(ctx: Ctx, { classId, role, ...who }: Enrol & { classId: string }): Promise<MemberDto> {
  await requireClass(ctx, classId, 'class.update');
  const user = await ctx.db.user.findUnique({ where: who.email === undefined ? { id: who.userId ?? '' } : { email: who.email } });
  const wrong = (message: string) => new AppError('invalid_input', { fieldErrors: [{ path: 'email', message }] });
  if (!user) throw who.email === undefined ? new AppError('not_found') : wrong('account_unknown');
  if (role === 'instructor' && user.role === 'student') {
    if (who.email !== undefined) throw wrong('account_of_student');
    throw new AppError('conflict', { detail: 'This account is a student’s.' });
  }
  const userId = user.id;
  const key = { classId, userId };
  const row = await ctx.db.$transaction(async (tx) => {
    await ctx.audit.did({ ...ctx, db: tx }, 'class.enrol', `class:${classId}`, { userId, role });
    return tx.enrolment.upsert({
      where: { classId_userId: key },
      create: { ...key, role, createdAt: ctx.now() },
      update: { role },
      include: withUser,
    });
  });
  ctx.bus.publish('access.changed', { userId });
  return presentMember(ctx, row);
}

/**
 * Ends an enrolment, and with it the nodes of this class that the user had.
 * @throws AppError `not_found`, `conflict` for the last who teaches the class: nobody but an administrator would see it any more
 */
export async function unenrol(ctx: Ctx, { classId, userId }: { classId: string; userId: string }): Promise<void> {
  await requireClass(ctx, classId, 'class.update');
  const teachers = await ctx.db.enrolment.findMany({ where: { classId, role: 'instructor' }, select: { userId: true } });
  if (ctx.actor.role !== 'admin' && teachers.length === 1 && teachers[0]?.userId === userId) throw new AppError('conflict');
  await ctx.db.$transaction(async (tx) => {
    const ended = await tx.enrolment.deleteMany({ where: { classId, userId } });
    if (ended.count === 0) throw new AppError('not_found');
    const { count: nodes } = await tx.assignment.deleteMany({ where: { userId, node: { classId } } });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.unenrol', `class:${classId}`, { userId, nodes });
  });
  ctx.bus.publish('access.changed', { userId });
}

/**
 * Mends the name or the student number of a student of this class. A student whom others teach too is theirs as well: an administrator
 * mends that account.
 * @throws AppError `not_found` for who is no student of the class, `forbidden`
 */
export async function mendMember(
  ctx: Ctx,
  { classId, userId, ...input }: MendMember & { classId: string; userId: string },
): Promise<MemberDto> {
  await requireClass(ctx, classId, 'class.update');
  const key = { classId_userId: { classId, userId } };
  const row = await ctx.db.enrolment.findUnique({
    where: key,
    include: { user: { select: { role: true, enrolments: { select: { classId: true } } } } },
  });
  if (row?.role !== 'student' || row.user.role !== 'student') throw new AppError('not_found');
  const alone = row.user.enrolments.every((held) => can(ctx.actor, 'class.update', { kind: 'class', id: held.classId }));
  if (!alone) throw new AppError('forbidden');
  await ctx.db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { ...input, updatedAt: ctx.now() } });
    await ctx.audit.did({ ...ctx, db: tx }, 'user.update', `user:${userId}`, { ...input, by: 'class.roster' });
  });
  return presentMember(ctx, await ctx.db.enrolment.findUniqueOrThrow({ where: key, include: withUser }));
}
