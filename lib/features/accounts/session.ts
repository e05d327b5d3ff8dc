import { randomBytes } from 'node:crypto';
import type { Prisma, Session } from '@prisma/client';
import { parse } from 'cookie';
import { decode } from 'next-auth/jwt';
import type { Actor } from '@/lib/core/policy/policy';
import type { Runtime } from '@/lib/core/runtime';
import { limits } from '@/lib/shared/limits';
import { hashToken, toActor, withTaughtClasses } from './actor';

/** How often it is written down that a session is in use. */
const seenEveryMs = 60_000;
const userAgentMaxChars = 300;

/** `__Host-` binds the cookie to this very host over https (RFC 6265bis 4.1.3.2); browsers refuse it on plain http. */
export function sessionCookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-berth.session' : 'berth.session';
}

/** Where a sign-in comes from, as its owner is shown it. */
export interface SessionOrigin {
  address: string | null;
  userAgent: string | null;
}

/**
 * Begins a session. Its text goes into the cookie and is nowhere else; the oldest sessions of somebody with too many end.
 * @param epoch the user's `sessionEpoch` as it was read together with the password's hash
 */
export async function startSession(
  runtime: Pick<Runtime, 'db' | 'now' | 'newId'>,
  user: { id: string; epoch: number },
  from: SessionOrigin,
): Promise<string> {
  const { db } = runtime;
  const now = runtime.now();
  const text = randomBytes(32).toString('base64url');
  // Ended ones of anybody: there is no other moment that needs them gone.
  await db.session.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, { userId: user.id, ...idleAt(now) }] } });
  await db.session.create({
    data: {
      id: runtime.newId(),
      userId: user.id,
      tokenHash: hashToken(text),
      epoch: user.epoch,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + limits.sessionMaxMs),
      address: from.address,
      userAgent: from.userAgent?.slice(0, userAgentMaxChars) ?? null,
    },
  });
  const excess = await db.session.findMany({
    where: { userId: user.id },
    orderBy: [{ lastSeenAt: 'desc' }, { createdAt: 'desc' }],
    skip: limits.sessionsPerUser,
    select: { id: true },
  });
  if (excess.length > 0) await db.session.deleteMany({ where: { id: { in: excess.map(({ id }) => id) } } });
  return text;
}

const idleAt = (now: Date) => ({ lastSeenAt: { lte: new Date(now.getTime() - limits.sessionIdleMs) } });

/** The condition of a session that counts, whatever its account is. */
export function liveSessions(now: Date) {
  return { expiresAt: { gt: now }, lastSeenAt: { gt: new Date(now.getTime() - limits.sessionIdleMs) } };
}

/** The text of the session in these cookies, null where there is none that we made. Says nothing about whether it still counts. */
export async function sessionText(
  runtime: Pick<Runtime, 'env' | 'authSecret' | 'log'>,
  cookieHeader: string | null | undefined,
): Promise<string | null> {
  if (!cookieHeader) return null;
  try {
    const token = joinChunks(parse(cookieHeader), sessionCookieName(runtime.env.origin));
    const claims = token ? await decode({ token, secret: runtime.authSecret }) : null;
    return typeof claims?.sid === 'string' ? claims.sid : null;
  } catch (error) {
    runtime.log.debug({ error }, 'a session cookie could not be read');
    return null;
  }
}

/**
 * Who sent these cookies, looked up anew. Null on anything odd: an authentication that fails never answers something truthy.
 */
export async function actorFromCookies(runtime: Runtime, cookieHeader: string | null | undefined): Promise<Actor | null> {
  const text = await sessionText(runtime, cookieHeader);
  if (text === null) return null;
  const now = runtime.now();
  const row = await runtime.db.session.findFirst({
    where: { tokenHash: hashToken(text), ...liveSessions(now) },
    include: withOwner,
  });
  const actor = row && ownerOf(row);
  if (!actor) return null;
  runtime.presence.seen(row.userId);
  await noteSeen(runtime, row, now);
  return actor;
}

/**
 * The same for many at once, by one query: a check by the panel itself, which does not extend the idle time of a session.
 * @returns in the order of the headers
 */
export async function actorsFromCookies(
  runtime: Runtime,
  cookieHeaders: ReadonlyArray<string | undefined>,
): Promise<Array<Actor | null>> {
  const texts = await Promise.all(cookieHeaders.map((header) => sessionText(runtime, header)));
  const hashes = texts.map((text) => (text === null ? null : hashToken(text)));
  const rows = await runtime.db.session.findMany({
    where: { tokenHash: { in: hashes.filter((hash) => hash !== null) }, ...liveSessions(runtime.now()) },
    include: withOwner,
  });
  const owners = new Map(rows.map((row) => [row.tokenHash, ownerOf(row)]));
  return hashes.map((hash) => (hash === null ? null : (owners.get(hash) ?? null)));
}

const withOwner = { user: { include: withTaughtClasses } } satisfies Prisma.SessionInclude;

/** Null where the account may not sign in, or has ended its sessions since. */
function ownerOf(row: Prisma.SessionGetPayload<{ include: typeof withOwner }>): Actor | null {
  const actor = row.epoch === row.user.sessionEpoch ? toActor(row.user) : null;
  return actor && { ...actor, sessionId: row.id };
}

/** Best effort: a database that takes no writes must not sign everybody out. */
async function noteSeen(runtime: Runtime, row: Session, now: Date): Promise<void> {
  if (now.getTime() - row.lastSeenAt.getTime() < seenEveryMs) return;
  try {
    await runtime.db.session.updateMany({ where: { id: row.id }, data: { lastSeenAt: now } });
  } catch (error) {
    runtime.log.warn({ error }, 'that a session is in use could not be stored');
  }
}

/** Whether anybody is signed in to this account. */
export async function hasLiveSession(runtime: Pick<Runtime, 'db' | 'now'>, userId: string): Promise<boolean> {
  const user = await runtime.db.user.findUnique({ where: { id: userId }, select: { sessionEpoch: true } });
  if (!user) return false;
  const where = { userId, epoch: user.sessionEpoch, ...liveSessions(runtime.now()) };
  return (await runtime.db.session.count({ where })) > 0;
}

/** next-auth cuts a long cookie into `name.0`, `name.1` … */
function joinChunks(cookies: Record<string, string | undefined>, name: string): string {
  if (cookies[name]) return cookies[name];
  let text = '';
  for (let i = 0; cookies[`${name}.${i}`] && i < 8; i++) text += cookies[`${name}.${i}`];
  return text;
}
