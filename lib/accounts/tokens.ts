import { randomBytes } from 'node:crypto';
import type { ApiToken } from '@prisma/client';
import { AppError } from '@/lib/errors';
import type { Ctx } from '@/lib/runtime';
import type { CreatedTokenDto, CreateToken, TokenDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import { hashToken } from './actor';

const dayMs = 24 * 60 * 60_000;

function presentToken(row: ApiToken): TokenDto {
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
  const row = await ctx.db.apiToken.create({
    data: {
      id: ctx.newId(),
      userId: ctx.actor.id,
      name: input.name,
      tokenHash: hashToken(token),
      createdAt: now,
      expiresAt: input.expiresInDays ? new Date(now.getTime() + input.expiresInDays * dayMs) : null,
    },
  });
  await audit(ctx, 'token.create', row.id);
  return { ...presentToken(row), token };
}

export async function listTokens(ctx: Ctx): Promise<List<TokenDto>> {
  const rows = await ctx.db.apiToken.findMany({ where: { userId: ctx.actor.id }, orderBy: { createdAt: 'desc' } });
  return { items: rows.map(presentToken) };
}

/** @throws AppError `not_found`, also for somebody else's. */
export async function revokeToken(ctx: Ctx, { tokenId: id }: { tokenId: string }): Promise<void> {
  const { count } = await ctx.db.apiToken.deleteMany({ where: { id, userId: ctx.actor.id } });
  if (count === 0) throw new AppError('not_found');
  await audit(ctx, 'token.revoke', id);
}

async function audit(ctx: Ctx, action: string, tokenId: string): Promise<void> {
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action,
    target: `token:${tokenId}`,
    outcome: 'allowed',
    address: ctx.address,
  });
}
