import { createHash, randomBytes } from 'node:crypto';
import type { Class, Enrolment, Node, Prisma, User } from '@prisma/client';
import { encode } from 'next-auth/jwt';
import type { Actor } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { startSession } from '@/lib/features/accounts/session';
import type { Db } from '@/lib/gateways/db/db';

/** 24 lower-case letters and digits, random. */
export const newId = (): string => randomBytes(12).toString('hex');

/** An id that says in a failing test what it is of. @param name lower-case letters and digits count, at most 24 */
export const idOf = (name: string): string =>
  name
    .replace(/[^a-z0-9]/g, '')
    .padEnd(24, '0')
    .slice(0, 24);

/** When everything was made of which a test does not say when. */
const longAgo = new Date('2026-01-01T00:00:00Z');
let made = 0;
/** So that rows of which a test does not give the name do not collide. */
const nextName = (kind: string): string => `${kind}${++made}`;

/** An account, a student's that cannot sign in where `given` does not say otherwise. */
export function buildUser(db: Pick<Db, 'user'>, given: Partial<Prisma.UserUncheckedCreateInput> = {}): Promise<User> {
  const name = given.name ?? nextName('user');
  const data = { id: newId(), name, email: `${name}@berth.test`, role: 'student', passwordHash: '-' };
  return db.user.create({ data: { ...data, createdAt: longAgo, updatedAt: longAgo, ...given } });
}

export function buildClass(db: Pick<Db, 'class'>, given: Partial<Prisma.ClassUncheckedCreateInput> = {}): Promise<Class> {
  return db.class.create({ data: { id: newId(), name: nextName('class'), createdAt: longAgo, ...given } });
}

/** Puts an account into a class, as a student where `given` does not say otherwise. */
export function buildEnrolment(
  db: Pick<Db, 'enrolment'>,
  given: Partial<Prisma.EnrolmentUncheckedCreateInput> & { classId: string; userId: string },
): Promise<Enrolment> {
  return db.enrolment.create({ data: { role: 'student', createdAt: longAgo, ...given } });
}

/**
 * A node that was ready when it was last seen. Its credential opens for nobody where `given` does not say otherwise.
 * @param assignees the accounts that have it
 */
export function buildNode(
  db: Pick<Db, 'node'>,
  { assignees = [], ...given }: Partial<Prisma.NodeUncheckedCreateInput> & { assignees?: readonly string[] } = {},
): Promise<Node> {
  const reach = { host: '198.18.0.1', port: 22, loginUser: 'ubuntu', credentialKind: 'password', credentialSealed: '-' };
  const times = { stateSince: longAgo, createdAt: longAgo, updatedAt: longAgo };
  const assignments = { create: assignees.map((userId) => ({ userId, createdAt: longAgo })) };
  return db.node.create({
    data: { id: newId(), name: nextName('node'), ...reach, state: 'ready', ...times, assignments, ...given },
  });
}

/** A personal token of an account. @returns what its owner was shown once */
export async function buildToken(
  db: Pick<Db, 'apiToken'>,
  given: Partial<Prisma.ApiTokenUncheckedCreateInput> & { userId: string },
): Promise<string> {
  const token = `berth_${randomBytes(32).toString('base64url')}`;
  const tokenHash = createHash('sha256').update(token).digest('hex');
  await db.apiToken.create({ data: { id: newId(), name: 'test', tokenHash, createdAt: longAgo, ...given } });
  return token;
}

/** Signs an account in. @returns the Cookie header of its browser */
export async function buildCookie(
  runtime: Pick<Runtime, 'db' | 'newId' | 'now' | 'authSecret'>,
  user: { id: string; epoch?: number },
): Promise<string> {
  const { id, epoch = 0 } = user;
  const sid = await startSession(runtime, { id, epoch }, { address: null, userAgent: null });
  return `berth.session=${await encode({ token: { sid }, secret: runtime.authSecret })}`;
}

/** Somebody who asks, without a row: a student of nothing where `given` does not say otherwise. */
export function buildActor(given: Partial<Actor> = {}): Actor {
  const name = given.name ?? 'somebody';
  return { id: idOf(name), name, email: `${name}@berth.test`, role: 'student', teaches: new Set(), ...given };
}

/** What a feature gets when `actor` asks. @param more e.g. an address, or a double of one of the parts */
export function buildCtx(runtime: Runtime, actor: Actor, more: Partial<Ctx> = {}): Ctx {
  return { ...runtime, requestId: 'test', address: null, ...more, actor };
}
