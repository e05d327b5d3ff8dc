import { createHash } from 'node:crypto';
import type { CheckVerdict } from '@/lib/features/checks/evaluate';

/** The first record of a class names this as the one before. */
export const noPrevious = '0'.repeat(64);
const recordMaxChars = 4096;

/** Fields of a record that its hash covers. `count` grows afterwards and is none of them. */
export interface EvidenceFields {
  classId: string;
  seq: number;
  userId: string;
  userName: string;
  nodeId: string;
  lessonId: string;
  stepId: string;
  round: number;
  checkId: string;
  verdict: string;
  reason: string;
  courseHash: string;
  record: string;
  at: Date;
  previous: string;
}

/** JSON with the keys of every object in order and no space: the same text for the same value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** SHA-256 of the record before and of this one's fields, as hex. */
export function evidenceHash({ previous, at, ...fields }: EvidenceFields): string {
  const { classId, seq, userId, userName, nodeId, lessonId, stepId, round, checkId, verdict, reason, courseHash, record } =
    fields;
  // In the order that canonicalJson would give them: there are hundreds at once.
  const covered = {
    ...{ at: at.toISOString(), checkId, classId, courseHash, lessonId, nodeId, reason, record, round, seq, stepId, userId },
    ...{ userName, verdict },
  };
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify(covered)}`)
    .digest('hex');
}

/**
 * Whether records of one class are whole and in their order: none was changed, taken out or put in between.
 * @returns the `seq` of the first that does not fit; null when all do
 */
export function brokenAt(rows: ReadonlyArray<EvidenceFields & { hash: string }>): number | null {
  let previous = noPrevious;
  let seq = 0;
  for (const row of rows) {
    seq += 1;
    if (row.seq !== seq || row.previous !== previous || evidenceHash(row) !== row.hash) return row.seq;
    previous = row.hash;
  }
  return null;
}

/** How a check came to its verdict, as it is kept: facts go first where it would be too long. */
export function evidenceRecord({ kind, verdict, facts }: CheckVerdict, about: Record<string, unknown>): string {
  const whole = canonicalJson({ ...about, kind, verdict, facts });
  if (whole.length <= recordMaxChars) return whole;
  const short = canonicalJson({ ...about, kind, verdict, facts: { tooLong: whole.length } });
  return short.length <= recordMaxChars
    ? short
    : canonicalJson({ kind, verdict: { verdict: verdict.verdict }, facts: { tooLong: whole.length } });
}
