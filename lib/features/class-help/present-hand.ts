import type { HelpRequest } from '@prisma/client';
import type { HandDto } from '@/lib/shared/class-help';

/** A raised hand as its student sees it. @param names of those who took one, by id @param green ids of those whose step is over */
export function presentHand(row: HelpRequest, names: ReadonlyMap<string, string>, green: ReadonlySet<string>): HandDto {
  return {
    ...{ id: row.id, lesson: row.lessonId, step: row.stepId, message: row.message, answer: row.answer },
    claimedBy: row.claimedById === null ? null : (names.get(row.claimedById) ?? ''),
    claimedAt: row.claimedAt?.toISOString() ?? null,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    turnedGreen: green.has(row.id),
    createdAt: row.createdAt.toISOString(),
  };
}
