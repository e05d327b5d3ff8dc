import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import type { SessionDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import { hashToken } from './actor';
import { deviceOf } from './device-name';
import { liveSessions } from './session';

/** Where the actor is signed in, the one used last first. */
export async function listSessions(ctx: Ctx): Promise<List<SessionDto>> {
  const rows = await ctx.db.session.findMany({
    where: { userId: ctx.actor.id, ...liveSessions(ctx.now()) },
    orderBy: { lastSeenAt: 'desc' },
  });
  return {
    items: rows.map((row) => ({
      id: row.id,
      ...deviceOf(row.userAgent),
      address: row.address,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      current: row.id === ctx.actor.sessionId,
    })),
  };
}

/** Ends one of the actor's own sessions. @throws AppError `not_found`, also for somebody else's */
export async function endOwnSession(ctx: Ctx, { sessionId: id }: { sessionId: string }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id, userId: ctx.actor.id } });
    if (count === 0) throw new AppError('not_found');
    await ctx.audit.did({ ...ctx, db: tx }, 'session.end', `user:${ctx.actor.id}`, { sessions: 1 });
  });
  ctx.bus.publish('access.changed', { userId: ctx.actor.id });
}

/** Ends every session of an account: one's own, this one too, or as an administrator anybody's. @throws AppError `not_found` */
export async function endSessions(ctx: Ctx, { userId }: { userId: string }): Promise<void> {
  if (!can(ctx.actor, 'session.manage', { kind: 'user', id: userId })) throw new AppError('not_found');
  if ((await ctx.db.user.count({ where: { id: userId } })) === 0) throw new AppError('not_found');
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { userId } });
    await ctx.audit.did({ ...ctx, db: tx }, 'session.end', `user:${userId}`, { sessions: count });
  });
  ctx.bus.publish('access.changed', { userId });
}

/**
 * Signs out: the session of this text ends, with its sockets, and with its person's terminals when it was their last.
 * Nothing happens for a text that is nobody's.
 */
export async function signOut(runtime: Runtime, { sid, address }: { sid: string; address: string | null }): Promise<void> {
  const row = await runtime.db.session.findUnique({ where: { tokenHash: hashToken(sid) }, include: { user: true } });
  if (!row) return;
  await runtime.db.$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: row.id } });
    const who = { actor: { id: row.userId, name: row.user.name }, address, db: tx };
    await runtime.audit.did(who, 'sign-out', `user:${row.userId}`);
  });
  runtime.bus.publish('access.changed', { userId: row.userId });
}
