import type { Prisma } from '@prisma/client';
import { readablePassword } from './readable-password';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { ChangePassword, NewPasswordDto } from '@/lib/shared/accounts';
import { requireGoodPassword } from './password-rules';
import { hashPassword, isPassword } from './passwords';

/**
 * Stores a new password and ends what the old one may have opened: sessions, and personal tokens, which whoever knew it could have made.
 * @param keep the session that goes on, and whether the tokens do; nothing for a reset by somebody else
 */
export async function storePassword(
  db: Pick<Prisma.TransactionClient, 'user' | 'session' | 'apiToken'>,
  { userId, passwordHash, now }: { userId: string; passwordHash: string; now: Date },
  keep: { sessionId?: string; tokens?: boolean } = {},
): Promise<{ tokensRevoked: number }> {
  const user = await db.user.update({
    where: { id: userId },
    data: { passwordHash, sessionEpoch: { increment: 1 }, updatedAt: now },
    select: { sessionEpoch: true },
  });
  await db.session.deleteMany({ where: { userId, ...(keep.sessionId !== undefined && { id: { not: keep.sessionId } }) } });
  await db.session.updateMany({ where: { userId }, data: { epoch: user.sessionEpoch } });
  const tokens = keep.tokens ? { count: 0 } : await db.apiToken.deleteMany({ where: { userId } });
  return { tokensRevoked: tokens.count };
}

/**
 * Sets one's own password: the old one is asked for, wrong ones are counted like wrong sign-ins. Every other session of the account ends.
 * @throws AppError `invalid_input` for a wrong old password or a poor new one, `rate_limited`
 */
export async function changeOwnPassword(ctx: Ctx, input: ChangePassword): Promise<void> {
  const { actor } = ctx;
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.id } });
  // By session or token: somebody at another device of the account spends nothing of this one's.
  const key = `${user.email} ${actor.sessionId ?? 'token'}`;
  await ctx.rates.take('wrongDevice', key);
  if (!(await isPassword(user.passwordHash, input.current))) throw fieldError('current', 'passwordWrong');
  await ctx.rates.giveBack('wrongDevice', key);
  if (input.password === input.current) throw fieldError('password', 'passwordSame');
  requireGoodPassword(input.password, user);
  const passwordHash = await hashPassword(input.password);
  await ctx.db.$transaction(async (tx) => {
    const keep = { sessionId: actor.sessionId, tokens: !input.revokeTokens };
    const done = await storePassword(tx, { userId: user.id, passwordHash, now: ctx.now() }, keep);
    await ctx.audit.did({ ...ctx, db: tx }, 'user.password', `user:${user.id}`, done);
  });
  ctx.bus.publish('access.changed', { userId: user.id });
}

/**
 * Gives an account a new password and answers it, this once: it is stored as a hash alone. Ends its sessions, tokens and terminals.
 * @param password left out: one to be read and typed is made
 * @throws AppError `not_found`, `forbidden`, `invalid_input`
 */
export async function resetPassword(
  ctx: Ctx,
  { userId, password = readablePassword() }: { userId: string; password?: string },
): Promise<NewPasswordDto> {
  const resource = { kind: 'user', id: userId } as const;
  const user = await ctx.db.user.findUnique({ where: { id: userId } });
  if (!user || !can(ctx.actor, 'user.read', resource)) throw new AppError('not_found');
  if (!can(ctx.actor, 'user.reset-password', resource)) throw new AppError('forbidden');
  requireGoodPassword(password, user);
  const passwordHash = await hashPassword(password);
  await ctx.db.$transaction(async (tx) => {
    const done = await storePassword(tx, { userId, passwordHash, now: ctx.now() });
    await ctx.audit.did({ ...ctx, db: tx }, 'user.reset-password', `user:${userId}`, done);
  });
  ctx.bus.publish('access.changed', { userId });
  return { password };
}

function fieldError(path: string, message: string): AppError {
  return new AppError('invalid_input', { fieldErrors: [{ path, message }] });
}
