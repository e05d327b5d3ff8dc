import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { UserDetail } from '@/lib/shared/accounts';
import { liveSessions } from './session';
import { presentToken } from './tokens';
import { presentUser, requireAnotherAdmin } from './users';

/** @throws AppError `not_found`, `forbidden` */
async function requireManaged(ctx: Ctx, userId: string, action: 'user.manage' | 'user.delete'): Promise<void> {
  const resource = { kind: 'user', id: userId } as const;
  if (!can(ctx.actor, 'user.read', resource)) throw new AppError('not_found');
  if (!can(ctx.actor, action, resource)) throw new AppError('forbidden');
}

/**
 * An account with what hangs on it: what goes when it is deleted, and the tokens and sessions an administrator may end.
 * @throws AppError `not_found`, `forbidden`
 */
export async function getUserDetail(ctx: Ctx, { userId }: { userId: string }): Promise<UserDetail> {
  await requireManaged(ctx, userId, 'user.manage');
  const user = await ctx.db.user.findUnique({
    where: { id: userId },
    include: {
      apiTokens: { orderBy: { createdAt: 'desc' } },
      sessions: { where: liveSessions(ctx.now()), orderBy: { lastSeenAt: 'desc' } },
      enrolments: { include: { class: { select: { name: true } } } },
      assignments: { include: { node: { select: { name: true } } } },
      _count: { select: { jobs: true, operations: true } },
    },
  });
  if (!user) throw new AppError('not_found');
  return {
    ...presentUser(user),
    tokens: user.apiTokens.map(presentToken),
    sessions: user.sessions.length,
    lastSeenAt: user.sessions[0]?.lastSeenAt.toISOString() ?? null,
    classes: user.enrolments.map((e) => ({
      id: e.classId,
      name: e.class.name,
      role: e.role === 'instructor' ? ('instructor' as const) : ('student' as const),
    })),
    nodes: user.assignments.map((a) => ({ id: a.nodeId, name: a.node.name })),
    terminals: ctx.terminals.list(userId).length,
    work: user._count.jobs + user._count.operations,
  };
}

/**
 * Deletes an account with its enrolments, assignments, tokens, sessions and terminals. Its nodes stay in the register, its work stays
 * without its name, and the audit keeps what was done under the name it had.
 * @throws AppError `not_found`, `forbidden`, `conflict` for one's own account and the last administrator's
 */
export async function deleteUser(ctx: Ctx, { userId }: { userId: string }): Promise<void> {
  await requireManaged(ctx, userId, 'user.delete');
  if (userId === ctx.actor.id) throw new AppError('conflict', { detail: 'This is your own account.' });
  await ctx.db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({
      where: { id: userId },
      include: { _count: { select: { enrolments: true, assignments: true, apiTokens: true } } },
    });
    if (!user) throw new AppError('not_found');
    await requireAnotherAdmin(tx, user);
    // Before the account is gone: its address stays with the line.
    const { enrolments, assignments, apiTokens: tokens } = user._count;
    const detail = { name: user.name, role: user.role, enrolments, assignments, tokens };
    await ctx.audit.did({ ...ctx, db: tx }, 'user.delete', `user:${userId}`, detail);
    await tx.user.delete({ where: { id: userId } });
  });
  // Nobody is this person any longer: sockets and terminals end.
  ctx.bus.publish('access.changed', { userId });
}
