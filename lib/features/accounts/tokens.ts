import { randomBytes } from 'node:crypto';
import type { ApiToken } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { CreatedTokenDto, CreateToken, TokenDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import { hashToken } from './actor';

const dayMs = 24 * 60 * 60_000;

export function presentToken(row: ApiToken): TokenDto {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

/** A personal token of the actor. Its text is in this answer and nowhere else. */
export async function createToken(ctx: Ctx, input: CreateToken): Promise<CreatedTokenDto> {
  const token = `berth_${randomBytes(32).toString('base64url')}`;
  const now = ctx.now();
  const data = {
    id: ctx.newId(),
    userId: ctx.actor.id,
    name: input.name,
    tokenHash: hashToken(token),
    createdAt: now,
    expiresAt: input.expiresInDays ? new Date(now.getTime() + input.expiresInDays * dayMs) : null,
  };
  const row = await ctx.db.$transaction(async (tx) => {
    await ctx.audit.did({ ...ctx, db: tx }, 'token.create', `token:${data.id}`, { name: input.name });
    return tx.apiToken.create({ data });
  });
  return { ...presentToken(row), token };
}

export async function listTokens(ctx: Ctx): Promise<List<TokenDto>> {
  const rows = await ctx.db.apiToken.findMany({ where: { userId: ctx.actor.id }, orderBy: { createdAt: 'desc' } });
  return { items: rows.map(presentToken) };
}

/** One's own, or as an administrator anybody's. @throws AppError `not_found`, also for somebody else's. */
export async function revokeToken(ctx: Ctx, { tokenId: id }: { tokenId: string }): Promise<void> {
  const row = await ctx.db.apiToken.findUnique({ where: { id } });
  if (!row || !can(ctx.actor, 'token.manage', { kind: 'user', id: row.userId })) throw new AppError('not_found');
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.apiToken.deleteMany({ where: { id } });
    if (count === 0) throw new AppError('not_found');
    await ctx.audit.did({ ...ctx, db: tx }, 'token.revoke', `token:${id}`, { name: row.name, userId: row.userId });
  });
}

/** Every token of an account. @throws AppError `not_found` */
export async function revokeTokens(ctx: Ctx, { userId }: { userId: string }): Promise<void> {
  if (!can(ctx.actor, 'token.manage', { kind: 'user', id: userId })) throw new AppError('not_found');
  if ((await ctx.db.user.count({ where: { id: userId } })) === 0) throw new AppError('not_found');
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.apiToken.deleteMany({ where: { userId } });
    await ctx.audit.did({ ...ctx, db: tx }, 'token.revoke', `user:${userId}`, { tokens: count });
  });
}
