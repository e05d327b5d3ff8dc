import { z } from 'zod';
import type { Ctx } from '@/lib/core/runtime';
import type { Output } from '@/lib/shared/api';
import { learnerFor, stepOf } from './learner';
import { localeOf } from './lessons';
import { readVerdict, sayStored, textIn } from './present-progress';

/** What a record says of the node it was read on; older records say less. */
const aboutSchema = z.object({
  nodeAt: z.number().nullable().catch(null),
  hostKey: z.string().nullable().catch(null),
  bootId: z.string().nullable().catch(null),
});

function readAbout(record: string): { nodeAt: string | null; hostKey: string | null; bootId: string | null } {
  const { nodeAt, hostKey, bootId } = aboutSchema.parse(JSON.parse(record));
  return { nodeAt: nodeAt === null ? null : new Date(nodeAt).toISOString(), hostKey, bootId };
}

type StepEvidence = Output<'GET /classes/{class}/lessons/{lesson}/steps/{step}/evidence'>;
/** As many as tell how a step went. */
const shownMax = 100;

/** Why a step stands as it does, the newest first. @throws AppError `not_found`, `course_not_set` */
export async function listEvidence(
  ctx: Ctx,
  given: { classId: string; lessonId: string; stepId: string; userId?: string | undefined },
): Promise<StepEvidence> {
  const { classId, lessonId, stepId } = given;
  const learner = await learnerFor(ctx, given, 'progress.read');
  const { step } = stepOf(learner, lessonId, stepId, { isStaff: true });
  const why = await ctx.db.stepNote.findFirst({
    where: { classId, userId: learner.userId, lessonId, stepId, kind: 'why' },
    orderBy: { at: 'desc' },
    select: { value: true, at: true },
  });
  const rows = await ctx.db.evidence.findMany({
    where: { classId, userId: learner.userId, lessonId, stepId },
    orderBy: { seq: 'desc' },
    take: shownMax,
  });
  const nodes = await ctx.db.node.findMany({
    where: { id: { in: [...new Set(rows.map(({ nodeId }) => nodeId))] } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(nodes.map(({ id, name }) => [id, name]));
  const locale = localeOf(ctx);
  return {
    why: why && { ask: textIn(locale, step.why?.ask) ?? '', value: why.value, at: why.at.toISOString() },
    items: rows.map((row) => {
      const stored = readVerdict(row);
      const { wanted, found, where } = { wanted: undefined, found: undefined, where: undefined, ...stored.verdict };
      return {
        ...{ seq: row.seq, round: row.round, check: row.checkId, verdict: stored.verdict.verdict, reason: row.reason },
        ...{ says: sayStored(locale, stored), wanted: wanted ?? null, found: found ?? null, where: where ?? null },
        ...{ count: row.count, node: nameOf.get(row.nodeId) ?? null, at: row.at.toISOString() },
        ...readAbout(row.record),
      };
    }),
  };
}
