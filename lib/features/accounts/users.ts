import type { Prisma, User } from '@prisma/client';
import { isUniqueViolation } from '@/lib/core/database-problem';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { CreateUser, UpdateUser, UserDto, UsersQuery } from '@/lib/shared/accounts';
import { type List, localeSchema, roleSchema } from '@/lib/shared/common';
import { requireGoodPassword } from './password-rules';
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
export async function listUsers(ctx: Ctx, { limit, cursor, search, role }: UsersQuery): Promise<List<UserDto>> {
  if (!can(ctx.actor, 'user.list', { kind: 'panel' })) throw new AppError('forbidden');
  const text = search?.trim() ?? '';
  const found: Prisma.UserWhereInput = {
    ...(text !== '' && { OR: [{ email: { contains: text.toLowerCase() } }, { name: { contains: text } }] }),
    ...(role && { role }),
  };
  const rows = await ctx.db.user.findMany({
    where: { AND: [found, cursor === undefined ? {} : { email: { gt: cursor } }] },
    orderBy: { email: 'asc' },
    take: limit + 1,
  });
  const items = rows.slice(0, limit).map(presentUser);
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.email } : { items };
}

/** @throws AppError `forbidden`, `email_taken`, `invalid_input` for a poor password */
export async function createUser(ctx: Ctx, input: CreateUser): Promise<UserDto> {
  if (!can(ctx.actor, 'user.create', { kind: 'panel' })) throw new AppError('forbidden');
  requireGoodPassword(input.password, input);
  const now = ctx.now();
  const data = {
    id: ctx.newId(),
    email: input.email,
    name: input.name,
    role: input.role,
    passwordHash: await hashPassword(input.password),
    createdAt: now,
    updatedAt: now,
  };
  return ctx.db.$transaction(async (tx) => {
    if ((await tx.user.count({ where: { email: input.email } })) > 0) throw taken(input.email);
    const user = await tx.user.create({ data }).catch((error: unknown) => {
      // Made by somebody else meanwhile: a unique key that was free a moment ago.
      throw isUniqueViolation(error) ? taken(input.email) : error;
    });
    await ctx.audit.did({ ...ctx, db: tx }, 'user.create', `user:${user.id}`, { email: input.email, role: input.role });
    return presentUser(user);
  });
}

const taken = (email: string) => new AppError('email_taken', { params: { email } });

/** What everybody may change of their own account. */
const ownFields = ['locale', 'name'];

/**
 * Changes an account. A new role or a disabling ends all its sessions at once.
 * @throws AppError `not_found`, `forbidden`, `conflict` when it would take the last administrator away
 */
export async function updateUser(ctx: Ctx, { userId, ...input }: UpdateUser & { userId: string }): Promise<UserDto> {
  const resource = { kind: 'user', id: userId } as const;
  if (!can(ctx.actor, 'user.read', resource)) throw new AppError('not_found');
  const own = userId === ctx.actor.id && Object.keys(input).every((key) => ownFields.includes(key));
  if (!own && !can(ctx.actor, 'user.update', resource)) {
    if ((await ctx.db.user.count({ where: { id: userId } })) === 0) throw new AppError('not_found');
    throw new AppError('forbidden');
  }
  const { user, cut } = await ctx.db.$transaction(async (tx) => {
    const before = await tx.user.findUnique({ where: { id: userId } });
    if (!before) throw new AppError('not_found');
    const losesAdmin = (input.role !== undefined && input.role !== 'admin') || input.disabled === true;
    if (losesAdmin) await requireAnotherAdmin(tx, before);
    const ends = input.disabled === true || (input.role !== undefined && input.role !== before.role);
    const updated = await tx.user.update({
      where: { id: userId },
      data: {
        ...(input.name !== undefined && { name: input.name }),
        ...(input.role !== undefined && { role: input.role }),
        ...(input.locale !== undefined && { locale: input.locale }),
        ...(input.disabled !== undefined && { disabledAt: input.disabled ? (before.disabledAt ?? ctx.now()) : null }),
        ...(ends && { sessionEpoch: { increment: 1 } }),
        updatedAt: ctx.now(),
      },
    });
    if (ends) await tx.session.deleteMany({ where: { userId } });
    await ctx.audit.did({ ...ctx, db: tx }, 'user.update', `user:${userId}`, input);
    return { user: updated, cut: ends || input.disabled === false };
  });
  if (cut) ctx.bus.publish('access.changed', { userId });
  return presentUser(user);
}

/** @throws AppError `conflict` when this is the last administrator who can sign in */
export async function requireAnotherAdmin(
  db: Pick<Prisma.TransactionClient, 'user'>,
  user: { id: string; role: string },
): Promise<void> {
  if (user.role !== 'admin') return;
  const others = await db.user.count({ where: { role: 'admin', disabledAt: null, id: { not: user.id } } });
  if (others === 0) throw new AppError('conflict', { detail: 'This is the last administrator.' });
}
