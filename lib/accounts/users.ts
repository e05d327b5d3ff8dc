import type { User } from '@prisma/client';
import { AppError } from '@/lib/errors';
import { can } from '@/lib/policy/policy';
import type { Ctx } from '@/lib/runtime';
import type { CreateUser, UpdateUser, UserDto } from '@/lib/shared/accounts';
import { type List, localeSchema, type PageQuery, roleSchema } from '@/lib/shared/common';
import { hashPassword } from './passwords';

export function presentUser(user: User): UserDto {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: roleSchema.parse(user.role),
    locale: localeSchema.nullable().catch(null).parse(user.locale),
    disabled: user.disabledAt !== null,
    createdAt: user.createdAt.toISOString(),
  };
}

export async function getMe(ctx: Ctx): Promise<UserDto> {
  return presentUser(await ctx.db.user.findUniqueOrThrow({ where: { id: ctx.actor.id } }));
}

/** By address; the cursor is the last address of the page before. @throws AppError `forbidden` */
export async function listUsers(ctx: Ctx, page: PageQuery): Promise<List<UserDto>> {
  if (!can(ctx.actor, 'user.list', { kind: 'panel' })) throw new AppError('forbidden');
  const rows = await ctx.db.user.findMany({
    where: page.cursor === undefined ? {} : { email: { gt: page.cursor } },
    orderBy: { email: 'asc' },
    take: page.limit + 1,
  });
  const items = rows.slice(0, page.limit).map(presentUser);
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.email } : { items };
}

/** @throws AppError `forbidden`, `email_taken` */
export async function createUser(ctx: Ctx, input: CreateUser): Promise<UserDto> {
  if (!can(ctx.actor, 'user.create', { kind: 'panel' })) throw new AppError('forbidden');
  if ((await ctx.db.user.count({ where: { email: input.email } })) > 0)
    throw new AppError('email_taken', { params: { email: input.email } });
  const now = ctx.now();
  const user = await ctx.db.user.create({
    data: {
      id: ctx.newId(),
      email: input.email,
      name: input.name,
      role: input.role,
      passwordHash: await hashPassword(input.password),
      createdAt: now,
      updatedAt: now,
    },
  });
  await audit(ctx, 'user.create', user.id, { role: input.role });
  return presentUser(user);
}

/**
 * Changes an account. A new password, role or a disabling ends all its sessions at once.
 * @throws AppError `not_found`, `forbidden`, `conflict` when it would take the last administrator away
 */
export async function updateUser(ctx: Ctx, { userId, ...input }: UpdateUser & { userId: string }): Promise<UserDto> {
  const user = await ctx.db.user.findUnique({ where: { id: userId } });
  const self = { kind: 'user', id: userId } as const;
  if (!user || !can(ctx.actor, 'user.read', self)) throw new AppError('not_found');
  // One's own language is one's own business; the rest is the administrator's.
  const onlyLocale = Object.keys(input).every((key) => key === 'locale');
  if (!onlyLocale && !can(ctx.actor, 'user.update', self)) throw new AppError('forbidden');
  const losesAdmin = user.role === 'admin' && ((input.role !== undefined && input.role !== 'admin') || input.disabled === true);
  if (losesAdmin && (await ctx.db.user.count({ where: { role: 'admin', disabledAt: null, id: { not: userId } } })) === 0) {
    throw new AppError('conflict', { detail: 'This is the last administrator.' });
  }
  const cut = input.password !== undefined || input.disabled === true || (input.role !== undefined && input.role !== user.role);
  const updated = await ctx.db.user.update({
    where: { id: userId },
    data: {
      ...(input.name !== undefined && { name: input.name }),
      ...(input.role !== undefined && { role: input.role }),
      ...(input.locale !== undefined && { locale: input.locale }),
      ...(input.disabled !== undefined && { disabledAt: input.disabled ? (user.disabledAt ?? ctx.now()) : null }),
      ...(input.password !== undefined && { passwordHash: await hashPassword(input.password) }),
      ...(cut && { sessionEpoch: { increment: 1 } }),
      updatedAt: ctx.now(),
    },
  });
  if (!onlyLocale) await audit(ctx, 'user.update', userId, { fields: Object.keys(input) });
  if (!onlyLocale) ctx.bus.publish('access.changed', { userId });
  return presentUser(updated);
}

async function audit(ctx: Ctx, action: string, userId: string, detail: Record<string, unknown>): Promise<void> {
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action,
    target: `user:${userId}`,
    outcome: 'allowed',
    detail,
    address: ctx.address,
  });
}
