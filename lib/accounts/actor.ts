import { createHash } from 'node:crypto';
import type { Actor } from '@/lib/policy/policy';
import type { Runtime } from '@/lib/runtime';
import { roleSchema } from '@/lib/shared/common';

/**
 * Who this is right now, from the database; null when the account is gone or disabled, or its sessions were ended meanwhile.
 * @param sessionEpoch the epoch the session was made in; null for tokens, which live on.
 */
export async function loadActor(runtime: Runtime, userId: string, sessionEpoch: number | null): Promise<Actor | null> {
  const user = await runtime.db.user.findUnique({
    where: { id: userId },
    include: { enrolments: { where: { role: 'instructor' }, select: { classId: true } } },
  });
  const role = roleSchema.safeParse(user?.role);
  if (!user || user.disabledAt !== null || !role.success) return null;
  if (sessionEpoch !== null && user.sessionEpoch !== sessionEpoch) return null;
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: role.data,
    teaches: new Set(user.enrolments.map((e) => e.classId)),
  };
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
    await runtime.db.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return loadActor(runtime, row.userId, null);
}
