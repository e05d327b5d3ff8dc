import type { HelpRequest } from '@prisma/client';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { sayReason } from '@/lib/features/board/present-board';
import { findStep } from '@/lib/features/courses/course';
import { staffClassFor } from '@/lib/features/progress/learner';
import { localeOf } from '@/lib/features/progress/lessons';
import { textIn } from '@/lib/features/progress/present-progress';
import { reasonFactsSchema } from '@/lib/features/progress/step-record';
import type { StaffHandDto } from '@/lib/shared/class-help';
import type { List } from '@/lib/shared/common';
import { presentHand } from './present-hand';
import { turnedGreen } from './turned-green';

interface HandRef {
  classId: string;
  handId: string;
}
const snapshotSchema = z.object({
  lastLines: z.string().nullable(),
  nodeState: z.string().nullable(),
  /** What the reason was about; hands that were raised before it was kept have none. */
  because: reasonFactsSchema.nullable().optional(),
});

/** The raised hands of a class, the longest waiting first. @throws AppError `not_found` */
export async function listHands(ctx: Ctx, { classId }: { classId: string }): Promise<List<StaffHandDto>> {
  await staffClassFor(ctx, classId, 'board.read');
  return { items: await present(ctx, classId, await openHands(ctx, classId)) };
}

/** The asker helps this student from now on. @throws AppError `conflict` while a colleague does, without `take`; `not_found`, `class_closed` */
export async function claimHand(
  ctx: Ctx,
  { classId, handId, take = false }: HandRef & { take?: boolean | undefined },
): Promise<StaffHandDto> {
  const me = ctx.actor.id;
  return changeHand(ctx, { classId, handId }, 'help.claim', async (hand) => {
    if (hand.claimedById !== null && hand.claimedById !== me && !take) throw new AppError('conflict');
    return hand.claimedById === me ? {} : { claimedById: me, claimedAt: hand.claimedAt ?? ctx.now() };
  });
}

/** Answers by a message, which the student sees; the hand is done. @throws AppError as {@link claimHand} */
export async function answerHand(ctx: Ctx, { classId, handId, answer }: HandRef & { answer: string }): Promise<StaffHandDto> {
  const now = ctx.now();
  const { id } = ctx.actor;
  return changeHand(ctx, { classId, handId }, 'help.answer', async (hand) => ({
    ...{ answer, answeredAt: now, endedAt: now, openKey: null, claimedById: id, claimedAt: hand.claimedAt ?? now },
  }));
}

/** The student was helped. @throws AppError `not_found`, `class_closed` */
export async function endHand(ctx: Ctx, { classId, handId }: HandRef): Promise<StaffHandDto> {
  const now = ctx.now();
  const { id } = ctx.actor;
  return changeHand(ctx, { classId, handId }, 'help.done', async (hand) => ({
    ...{ endedAt: now, openKey: null, claimedById: hand.claimedById ?? id, claimedAt: hand.claimedAt ?? now },
  }));
}

async function changeHand(
  ctx: Ctx,
  { classId, handId }: HandRef,
  action: 'help.claim' | 'help.answer' | 'help.done',
  change: (hand: HelpRequest) => Promise<Partial<HelpRequest>>,
): Promise<StaffHandDto> {
  await staffClassFor(ctx, classId, 'help.answer');
  const changed = await ctx.db.$transaction(async (tx) => {
    const hand = await tx.helpRequest.findFirst({ where: { id: handId, classId, endedAt: null } });
    if (!hand) throw new AppError('not_found');
    const row = await tx.helpRequest.update({ where: { id: handId }, data: await change(hand) });
    await ctx.audit.did({ ...ctx, db: tx }, action, `class:${classId}`, { userId: hand.userId, hand: handId });
    return row;
  });
  ctx.bus.publish('hand.changed', { classId, userId: changed.userId });
  const [shown] = await present(ctx, classId, [changed]);
  return shown as StaffHandDto;
}

const openHands = ({ db }: Ctx, classId: string): Promise<HelpRequest[]> =>
  db.helpRequest.findMany({ where: { classId, endedAt: null }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });

async function present(ctx: Ctx, classId: string, rows: HelpRequest[]): Promise<StaffHandDto[]> {
  const locale = localeOf(ctx);
  const { courseHash } = await ctx.db.class.findUniqueOrThrow({ where: { id: classId }, select: { courseHash: true } });
  const course = courseHash === null ? null : await ctx.courses.get(courseHash).catch(() => null);
  const ids = rows.flatMap(({ userId, claimedById }) => [userId, ...(claimedById === null ? [] : [claimedById])]);
  const [users, nodes, open, green] = await Promise.all([
    ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
    ctx.db.node.findMany({
      where: { classId, assignments: { some: { userId: { in: ids } } } },
      select: { id: true, name: true, assignments: { select: { userId: true } } },
      orderBy: { name: 'asc' },
    }),
    openHands(ctx, classId),
    turnedGreen(ctx, rows),
  ]);
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const node = nodes.find(({ assignments }) => assignments.some(({ userId }) => userId === row.userId));
    const step = course && row.lessonId && row.stepId ? findStep(course, row.lessonId, row.stepId)?.step : undefined;
    const snapshot = snapshotSchema.safeParse(JSON.parse(row.snapshot));
    const isAlike = (other: HelpRequest) =>
      other.id !== row.id &&
      row.reason !== null &&
      other.reason === row.reason &&
      other.lessonId === row.lessonId &&
      other.stepId === row.stepId;
    return {
      ...presentHand(row, names, green),
      ...{ userId: row.userId, name: names.get(row.userId) ?? '', nodeId: node?.id ?? null, node: node?.name ?? null },
      ...{ stepTitle: textIn(locale, step?.title), reason: row.reason },
      says: row.reason && sayReason(locale, row.reason, snapshot.data?.because ?? null),
      ...{ lastLines: snapshot.data?.lastLines ?? null, nodeState: snapshot.data?.nodeState ?? null },
      alike: open.filter(isAlike).map(({ userId }) => userId),
    };
  });
}
