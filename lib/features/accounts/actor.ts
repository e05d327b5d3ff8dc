import { createHash } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import type { Actor } from '@/lib/core/policy/policy';
import type { Runtime } from '@/lib/core/runtime';
import { roleSchema } from '@/lib/shared/common';

/** What an account has to be read with to become an actor. */
export const withTaughtClasses = {
  enrolments: { where: { role: 'instructor' }, select: { classId: true, class: { select: { closedAt: true } } } },
} satisfies Prisma.UserInclude;
type UserRow = Prisma.UserGetPayload<{ include: typeof withTaughtClasses }>;

/** Null when the account may not sign in. */
export function toActor(user: UserRow): Actor | null {
  const role = roleSchema.safeParse(user.role);
  if (user.disabledAt !== null || !role.success) return null;
  const { id, name, email } = user;
  return {
    ...{ id, name, email, role: role.data },
    teaches: new Set(user.enrolments.map((e) => e.classId)),
    closed: new Set(user.enrolments.filter((e) => e.class.closedAt !== null).map((e) => e.classId)),
  };
}

/** Who this is right now, from the database; null when the account is gone or disabled. */
export async function loadActor(runtime: Pick<Runtime, 'db'>, userId: string): Promise<Actor | null> {
  const user = await runtime.db.user.findUnique({ where: { id: userId }, include: withTaughtClasses });
  return user && toActor(user);
}

/** 256 random bits need no slow hash. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The owner of a personal token; null when it is unknown, expired, or the owner may not sign in. Never throws for bad input. */
export async function findActorByToken(runtime: Runtime, token: string): Promise<Actor | null> {
  if (!/^berth_[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const row = await runtime.db.apiToken.findUnique({ where: { tokenHash: hashToken(token) } });
  const now = runtime.now();
  if (!row || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  // Once a minute is enough to see that a token is in use.
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > 60_000) {
    try {
      await runtime.db.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
    } catch (error) {
      // Best effort: a database that takes no writes must not lock every script out.
      runtime.log.warn({ error }, 'that a token is in use could not be stored');
    }
  }
  runtime.presence.seen(row.userId);
  return loadActor(runtime, row.userId);
}
