import { hashPassword } from '@/lib/features/accounts/passwords';
import { storePassword } from '@/lib/features/accounts/set-password';
import { getClass } from '@/lib/features/classes/classes';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { CardDto, CardsDto, MakeCards } from '@/lib/shared/cards';
import { readablePassword } from '@/lib/features/accounts/readable-password';

/** A card for each student of a class who may sign in, by node and then by address. @throws AppError `not_found` */
export async function getCards(ctx: Ctx, { classId }: { classId: string }): Promise<CardsDto> {
  const cls = await getClass(ctx, { classId });
  if (!can(ctx.actor, 'class.cards', { kind: 'class', id: classId })) throw new AppError('forbidden');
  const users = await ctx.db.user.findMany({
    where: { role: 'student', disabledAt: null, enrolments: { some: { classId, role: 'student' } } },
    select: {
      id: true,
      name: true,
      email: true,
      enrolments: { select: { classId: true } },
      assignments: { select: { node: { select: { name: true, loginUser: true, classId: true } } } },
    },
  });
  const items = users.map(({ id, name, email, enrolments, assignments }): CardDto => {
    const reach = [...enrolments.map((e) => e.classId), ...assignments.map((a) => a.node.classId)];
    return {
      userId: id,
      name,
      email,
      password: null,
      // Whoever knows the password is this student everywhere: it must not open what the asker may not see.
      canReset:
        reach.every((id) => id !== null && can(ctx.actor, 'class.cards', { kind: 'class', id })) || ctx.actor.role === 'admin',
      nodes: assignments
        .filter((a) => a.node.classId === classId)
        .map(({ node }) => ({ name: node.name, loginUser: node.loginUser }))
        .sort((a, b) => byName(a.name, b.name)),
    };
  });
  // Who has no node yet comes last.
  const place = ({ nodes }: CardDto) => `${nodes.length === 0 ? 1 : 0} ${nodes[0]?.name ?? ''}`;
  items.sort((a, b) => byName(place(a), place(b)) || byName(a.email, b.email));
  return { className: cls.name, address: `${ctx.env.origin}/sign-in`, items };
}

/**
 * Sets new passwords for the students of a class, all or those named, and answers the cards with them: this once, they are stored as
 * hashes alone. Ends every session and personal token of those students. Staff accounts have no card, and so no way here.
 * @throws AppError `not_found`, also for a user named who is no student of the class; `forbidden` for one named whose account reaches
 *   beyond what the asker teaches
 */
export async function makeCards(ctx: Ctx, { classId, userIds }: MakeCards & { classId: string }): Promise<CardsDto> {
  const cards = await getCards(ctx, { classId });
  const named = userIds && new Set(userIds);
  const chosen = cards.items.filter((card) => named?.has(card.userId) ?? card.canReset);
  if (named && chosen.length !== named.size) throw new AppError('not_found');
  if (chosen.some((card) => !card.canReset)) throw new AppError('forbidden');
  const made = await Promise.all(
    chosen.map(async ({ userId }) => {
      const password = readablePassword();
      return { userId, password, passwordHash: await hashPassword(password) };
    }),
  );
  const now = ctx.now();
  await ctx.db.$transaction(async (tx) => {
    const through = { ...ctx, db: tx };
    for (const { userId, passwordHash } of made) {
      const done = await storePassword(tx, { userId, passwordHash, now });
      await ctx.audit.did(through, 'user.reset-password', `user:${userId}`, { ...done, by: 'class.cards' });
    }
    await ctx.audit.did(through, 'class.cards', `class:${classId}`, { passwordsSet: made.length });
  });
  for (const { userId } of made) ctx.bus.publish('access.changed', { userId });
  const passwords = new Map(made.map(({ userId, password }) => [userId, password]));
  return { ...cards, items: cards.items.map((card) => ({ ...card, password: passwords.get(card.userId) ?? null })) };
}
