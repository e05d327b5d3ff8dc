import type { Entry, TrackOf } from './entry';
import { namesOf } from './steps';

/** As many as one student raises in a class. */
const handsMax = 200;

/** Raised hands: when, who came, what was answered, when it was over. */
export async function handEntries({ ctx, learner: { classId, userId }, before }: TrackOf): Promise<Entry[]> {
  const rows = await ctx.db.helpRequest.findMany({ where: { classId, userId }, orderBy: { createdAt: 'desc' }, take: handsMax });
  const nameOf = await namesOf(
    ctx,
    rows.map(({ claimedById }) => claimedById),
  );
  const entries = rows.flatMap((row): Entry[] => {
    const by = nameOf(row.claimedById);
    const of = (
      what: 'raised' | 'claimed' | 'answered' | 'over',
      at: Date | null,
      more: { by: string | null; text: string | null },
    ) =>
      at === null
        ? []
        : [
            {
              key: `${row.id} ${what}`,
              at: at.getTime(),
              lesson: row.lessonId,
              step: row.stepId,
              kind: 'hand' as const,
              what,
              ...more,
            },
          ];
    return [
      ...of('raised', row.createdAt, { by: null, text: row.message }),
      ...of('claimed', row.claimedAt, { by, text: null }),
      ...of('answered', row.answeredAt, { by, text: row.answer }),
      // An answer ends it at the same moment.
      ...(row.answeredAt === null ? of('over', row.endedAt, { by: null, text: null }) : []),
    ];
  });
  return entries.filter(({ at }) => before === null || at < before);
}
