import type { HelpRequest } from '@prisma/client';
import { isUniqueViolation } from '@/lib/core/database-problem';
import type { Ctx } from '@/lib/core/runtime';
import { studentFor } from '@/lib/features/progress/learner';
import { loadRecords, type StepRecord, stepKey } from '@/lib/features/progress/step-record';
import type { OwnHandDto, RaiseHand } from '@/lib/shared/class-help';
import { presentHand } from './present-hand';
import { turnedGreen } from './turned-green';

/** An answer is shown so long after the hand is done. */
const answerShownMs = 10 * 60_000;
/** Waits of so many hands tell how long one waits. */
const waitsCounted = 10;

/** One's own raised hand, and its place in the queue. @throws AppError `not_found`, `forbidden` for staff */
export async function getOwnHand(ctx: Ctx, { classId }: { classId: string }): Promise<OwnHandDto> {
  await studentFor(ctx, { classId }, 'help.ask');
  const [open, answered] = await Promise.all([
    ctx.db.helpRequest.findUnique({ where: { openKey: openKeyOf(classId, ctx.actor.id) } }),
    ctx.db.helpRequest.findFirst({
      where: { classId, userId: ctx.actor.id, answeredAt: { gte: new Date(ctx.now().getTime() - answerShownMs) } },
      orderBy: { answeredAt: 'desc' },
    }),
  ]);
  const names = await namesOf(ctx, [open, answered]);
  return {
    hand: open && presentHand(open, names, await turnedGreen(ctx, [open])),
    place: open && open.claimedById === null ? await placeOf(ctx, open) : null,
    waitMinutes: open && (await usualWait(ctx, classId)),
    lastAnswer:
      answered?.answer && answered.answeredAt
        ? { by: names.get(answered.claimedById ?? '') ?? null, text: answered.answer, at: answered.answeredAt.toISOString() }
        : null,
  };
}

/** One raised hand of a student in a class at a time: the database holds it. */
const openKeyOf = (classId: string, userId: string): string => `${classId}/${userId}`;

/**
 * Asks for help, with what staff need to see: the step, what is red there, the last lines of the terminal, the state of the node. Raising it
 * again keeps the place in the queue and takes the new message.
 * @throws AppError `not_found`, `forbidden` for staff
 */
export async function raiseHand(ctx: Ctx, { classId, ...given }: RaiseHand & { classId: string }): Promise<OwnHandDto> {
  await studentFor(ctx, { classId }, 'help.ask');
  const userId = ctx.actor.id;
  const openKey = openKeyOf(classId, userId);
  const { lesson = null, step = null, message, lastLines } = given;
  const red = await redAt(ctx, { classId, lesson, step });
  const nodeState = await nodeStateOf(ctx, classId);
  const snapshot = JSON.stringify({ lastLines: lastLines ?? null, nodeState, because: red?.because ?? null });
  const what = {
    ...{ lessonId: lesson, stepId: step, snapshot, reason: red?.reason ?? null },
    ...(message !== undefined && { message }),
  };
  const raise = (): Promise<unknown> =>
    ctx.db.$transaction(async (tx) => {
      const open = await tx.helpRequest.findUnique({ where: { openKey }, select: { id: true } });
      if (open) await tx.helpRequest.update({ where: { id: open.id }, data: what });
      else await tx.helpRequest.create({ data: { id: ctx.newId(), classId, userId, openKey, ...what, createdAt: ctx.now() } });
      await ctx.audit.did({ ...ctx, db: tx }, 'help.ask', `class:${classId}`, { lesson, step });
    });
  await raise().catch((error: unknown) => {
    // Two tabs at once: the hand is up.
    if (!isUniqueViolation(error)) throw error;
    return raise();
  });
  ctx.bus.publish('hand.changed', { classId, userId });
  return getOwnHand(ctx, { classId });
}

/** Help is no longer needed. Nothing happens where no hand is raised. @throws AppError `not_found`, `forbidden` for staff */
export async function lowerHand(ctx: Ctx, { classId }: { classId: string }): Promise<OwnHandDto> {
  await studentFor(ctx, { classId }, 'help.ask');
  const userId = ctx.actor.id;
  const data = { openKey: null, endedAt: ctx.now() };
  const { count } = await ctx.db.helpRequest.updateMany({ where: { openKey: openKeyOf(classId, userId) }, data });
  await ctx.audit.did(ctx, 'help.over', `class:${classId}`, { lowered: count > 0 });
  if (count > 0) ctx.bus.publish('hand.changed', { classId, userId });
  return getOwnHand(ctx, { classId });
}

/** 1 is the next that nobody has taken. */
async function placeOf({ db }: Ctx, { classId, createdAt, id }: HelpRequest): Promise<number> {
  const before = { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
  return 1 + (await db.helpRequest.count({ where: { classId, endedAt: null, claimedById: null, ...before } }));
}

/** How long the last ones waited until somebody took them, in minutes; null before there are any. */
async function usualWait({ db }: Ctx, classId: string): Promise<number | null> {
  const taken = await db.helpRequest.findMany({
    where: { classId, claimedAt: { not: null } },
    orderBy: { claimedAt: 'desc' },
    take: waitsCounted,
    select: { createdAt: true, claimedAt: true },
  });
  if (taken.length === 0) return null;
  const sum = taken.reduce((total, { createdAt, claimedAt }) => total + ((claimedAt?.getTime() ?? 0) - createdAt.getTime()), 0);
  return Math.round(sum / taken.length / 60_000);
}

async function namesOf({ db }: Ctx, hands: ReadonlyArray<HelpRequest | null>): Promise<Map<string, string>> {
  const ids = hands.flatMap((hand) => hand?.claimedById ?? []);
  const rows = await db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function nodeStateOf({ db, fleet, actor }: Ctx, classId: string): Promise<string | null> {
  const node = await db.node.findFirst({
    where: { classId, assignments: { some: { userId: actor.id } } },
    orderBy: { name: 'asc' },
    select: { id: true },
  });
  return node && fleet.status(node.id).state;
}

/** How the step stands that the student is at. */
async function redAt(
  { db, actor }: Ctx,
  { classId, lesson, step }: { classId: string; lesson: string | null; step: string | null },
): Promise<StepRecord | null> {
  if (lesson === null || step === null) return null;
  const records = await loadRecords(db, { classId, userId: actor.id, lessonId: lesson, stepId: step });
  return records.get(actor.id)?.get(stepKey(lesson, step)) ?? null;
}
