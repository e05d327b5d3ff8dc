import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import type { EvidenceDto } from '@/lib/shared/courses';
import { learnerFor, stepOf } from './learner';
import { localeOf } from './lessons';
import { readVerdict, sayStored } from './present-progress';

/** As many as tell how a step went. */
const shownMax = 100;

/** Why a step stands as it does, the newest first. @throws AppError `not_found`, `course_not_set` */
export async function listEvidence(
  ctx: Ctx,
  given: { classId: string; lessonId: string; stepId: string; userId?: string | undefined },
): Promise<List<EvidenceDto>> {
  const { classId, lessonId, stepId } = given;
  const learner = await learnerFor(ctx, given, 'progress.read');
  stepOf(learner, lessonId, stepId, { isStaff: true });
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
    items: rows.map((row) => {
      const stored = readVerdict(row);
      const { wanted, found, where } = { wanted: undefined, found: undefined, where: undefined, ...stored.verdict };
      return {
        ...{ seq: row.seq, round: row.round, check: row.checkId, verdict: stored.verdict.verdict, reason: row.reason },
        ...{ says: sayStored(locale, stored), wanted: wanted ?? null, found: found ?? null, where: where ?? null },
        ...{ count: row.count, node: nameOf.get(row.nodeId) ?? null, at: row.at.toISOString() },
      };
    }),
  };
}
