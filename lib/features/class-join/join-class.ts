import type { Prisma } from '@prisma/client';
import { requireGoodPassword } from '@/lib/features/accounts/password-rules';
import { hashPassword } from '@/lib/features/accounts/passwords';
import { freeNodesOf, isFree, takeFreeNode } from '@/lib/features/nodes/free-nodes';
import { isUniqueViolation } from '@/lib/core/database-problem';
import { AppError, isAppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { accountAddress, accountName } from '@/lib/shared/account-name';
import type { JoinAccount, JoinDto, JoinedDto } from '@/lib/shared/join';
import { findJoin, readJoinCode } from './join-code';

/** Who asks without an account. */
type Stranger = Runtime & { address: string | null };
type Join = NonNullable<Awaited<ReturnType<typeof findJoin>>>;

/**
 * What a code is for. Wrong codes are counted by address, and the right one too while the budget is spent: otherwise guessing went on.
 * @throws AppError `join_code_unknown` alike for a code that never was, has ended, was revoked, or whose class is closed; `rate_limited`
 */
async function joinOf(ctx: Stranger, typed: string): Promise<Join> {
  const from = ctx.address ?? 'unknown';
  await ctx.rates.take('joinGuess', from);
  const code = readJoinCode(typed);
  const join = code === null ? null : await findJoin(ctx, code);
  if (!join) throw new AppError('join_code_unknown');
  await ctx.rates.giveBack('joinGuess', from);
  return join;
}

/** Which class a code is for. @throws AppError as {@link joinOf} */
export async function getJoin(ctx: Stranger, { code }: { code: string }): Promise<JoinDto> {
  const { classId, className, endsAt } = await joinOf(ctx, code);
  const placesLeft = await ctx.db.node.count({ where: { classId, ...isFree } });
  return { className, endsAt: endsAt.toISOString(), placesLeft };
}

/**
 * Makes a student's account, enrols it and gives it a free node, all or nothing. No account is changed that is there already: whoever has
 * one signs in and joins with it, which is also what a second click comes to.
 * @throws AppError `join_code_unknown`, `class_full`, `account_exists`, `invalid_input` for a poor password, `rate_limited`
 */
export async function joinWithNewAccount(ctx: Stranger, { code, ...given }: JoinAccount & { code: string }): Promise<JoinedDto> {
  const line = { actorId: null, actorName: null, action: 'class.join', address: ctx.address } as const;
  try {
    const join = await joinOf(ctx, code);
    const email = given.email ?? accountAddress(given.studentNumber ?? '');
    requireGoodPassword(given.password, { name: given.name, email: accountName(email) });
    if ((await ctx.db.user.count({ where: { email } })) > 0) throw new AppError('account_exists');
    if ((await freeNodesOf(ctx, join.classId)).length === 0) throw new AppError('class_full');
    const now = ctx.now();
    const user = {
      ...{ id: ctx.newId(), email, name: given.name, studentNumber: given.studentNumber ?? null, role: 'student' },
      ...{ passwordHash: await hashPassword(given.password), createdAt: now, updatedAt: now },
    };
    const actor = { id: user.id, name: user.name };
    return await takePlace(ctx, join, actor, async (tx) => {
      await tx.user.create({ data: user });
      await ctx.audit.did({ actor, address: ctx.address, db: tx }, 'user.create', `user:${user.id}`, {
        ...{ role: 'student', classId: join.classId, by: 'class.join' },
      });
    });
  } catch (error) {
    // Somebody guesses, or is told why not: either is worth a line, the same again a count on it.
    if (isAppError(error)) await ctx.audit.refused({ ...line, target: null, detail: { code: error.code } });
    throw error;
  }
}

/**
 * Enrols a student who is signed in and gives them a free node; who has one in the class keeps it.
 * @throws AppError `join_code_unknown`, `class_full`, `forbidden` for staff, `rate_limited`
 */
export async function joinAsMyself(ctx: Ctx, { code }: { code: string }): Promise<JoinedDto> {
  if (!can(ctx.actor, 'class.join', { kind: 'panel' })) throw new AppError('forbidden');
  return takePlace(ctx, await joinOf(ctx, code), ctx.actor);
}

/** @param first what is done in the same transaction, before the place is taken */
async function takePlace(
  ctx: Stranger,
  join: Join,
  actor: { id: string; name: string },
  first?: (tx: Prisma.TransactionClient) => Promise<void>,
): Promise<JoinedDto> {
  const { classId, codeSealed } = join;
  const userId = actor.id;
  const candidates = (await freeNodesOf(ctx, classId)).map(({ id }) => id);
  const now = ctx.now();
  const work = ctx.db.$transaction(async (tx) => {
    await first?.(tx);
    // Revoked, or the class closed, between the look at the code and now: then nobody comes in any more.
    const isOpen = await tx.classJoin.count({ where: { classId, codeSealed, endsAt: { gt: now }, class: { closedAt: null } } });
    if (isOpen === 0) throw new AppError('join_code_unknown');
    const key = { classId, userId };
    const known = await tx.enrolment.findUnique({ where: { classId_userId: key } });
    if (!known) await tx.enrolment.create({ data: { ...key, role: 'student', createdAt: now } });
    const own = await tx.assignment.findFirst({ where: { userId, node: { classId } }, select: { nodeId: true } });
    const nodeId = own?.nodeId ?? (await takeFreeNode(tx, { classId, userId, nodeIds: candidates, now }));
    if (nodeId === null) throw new AppError('class_full');
    const through = { actor, address: ctx.address, audit: ctx.audit, db: tx };
    if (!own) await ctx.audit.did(through, 'node.assign', `node:${nodeId}`, { userId, by: 'class.join' });
    await ctx.audit.did(through, 'class.join', `class:${classId}`, { node: nodeId, enrolled: !known, assigned: !own });
    return tx.node.findUniqueOrThrow({ where: { id: nodeId }, select: { id: true, name: true } });
  });
  const node = await work.catch((error: unknown) => {
    // A second click of the same moment.
    throw isUniqueViolation(error) ? new AppError(first ? 'account_exists' : 'conflict', { cause: error }) : error;
  });
  ctx.bus.publish('access.changed', { userId });
  const { email } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  return { classId, className: join.className, node, account: accountName(email) };
}
