import { qrPath } from '@/lib/features/cards/qr-path';
import { staffClassFor } from '@/lib/features/progress/learner';
import { isFree } from '@/lib/features/nodes/free-nodes';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassJoinDto, OpenJoin } from '@/lib/shared/join';
import { shownJoinCode } from '@/lib/shared/join-code';
import { findJoin, joinCodeContext, makeJoinCode, openJoinCode } from './join-code';

/** A code that is forgotten about must not let people in for ever. */
const longestMs = 180 * 24 * 60 * 60_000;

/** The join code of a class, as its staff show it. @throws AppError `not_found`, `class_closed` */
export async function getJoinLink(ctx: Ctx, { classId }: { classId: string }): Promise<ClassJoinDto> {
  await staffClassFor(ctx, classId, 'class.join-link');
  const [row, placesLeft, students] = await Promise.all([
    ctx.db.classJoin.findUnique({ where: { classId } }),
    ctx.db.node.count({ where: { classId, ...isFree } }),
    ctx.db.enrolment.count({ where: { classId, role: 'student' } }),
  ]);
  const code = row && row.endsAt > ctx.now() ? openJoinCode(ctx.keyring, row) : null;
  if (!row || code === null) return { link: null, placesLeft, students };
  const address = `${ctx.env.origin}/join/${shownJoinCode(code)}`;
  const times = { createdAt: row.createdAt.toISOString(), endsAt: row.endsAt.toISOString() };
  return { link: { code: shownJoinCode(code), address, qr: qrPath(address), ...times }, placesLeft, students };
}

/**
 * Makes a join code; an earlier one of the class ends with it.
 * @throws AppError `invalid_input` for an end that is over or more than half a year away, `not_found`, `class_closed`
 */
export async function openJoinLink(ctx: Ctx, { classId, endsAt }: OpenJoin & { classId: string }): Promise<ClassJoinDto> {
  await staffClassFor(ctx, classId, 'class.join-link');
  const now = ctx.now();
  const end = new Date(endsAt);
  if (end <= now || end.getTime() - now.getTime() > longestMs)
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'endsAt', message: 'join_end' }] });
  const codeSealed = ctx.keyring.seal(await unusedCode(ctx), joinCodeContext(classId));
  const data = { codeSealed, endsAt: end, createdById: ctx.actor.id, createdAt: now };
  await ctx.db.$transaction(async (tx) => {
    await tx.classJoin.upsert({ where: { classId }, create: { classId, ...data }, update: data });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.join-link', `class:${classId}`, { endsAt: end.toISOString() });
  });
  return getJoinLink(ctx, { classId });
}

/** Ends the join code of a class, at once. @throws AppError `not_found`, `class_closed` */
export async function endJoinLink(ctx: Ctx, { classId }: { classId: string }): Promise<void> {
  await staffClassFor(ctx, classId, 'class.join-link');
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.classJoin.deleteMany({ where: { classId } });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.end-join-link', `class:${classId}`, { ended: count > 0 });
  });
}

/** Two classes with one code would be a chance of one in 10^11; a second look costs nothing. */
async function unusedCode(ctx: Ctx): Promise<string> {
  for (;;) {
    const code = makeJoinCode();
    if ((await findJoin(ctx, code)) === null) return code;
  }
}
