import type { Evidence } from '@prisma/client';
import { accountName, mailAddress } from '@/lib/shared/account-name';
import { brokenAt, noPrevious } from '../evidence-chain';
import type { Gathered } from './gather';

/** Where a chain ends: another export that ends elsewhere with the same number was made from other records. */
export function chainHead(evidence: readonly Evidence[]): { seq: number; hash: string; brokenAt: number | null } {
  const last = evidence.at(-1);
  return { seq: last?.seq ?? 0, hash: last?.hash ?? noPrevious, brokenAt: brokenAt(evidence) };
}

/** Progress with the evidence it rests on. Each record's hash covers the one before. */
export function progressJson({ classId, className, course, at, students }: Gathered, evidence: readonly Evidence[]): string {
  const whole = {
    ...{ classId, className, course: course.id, version: course.file.version, courseHash: course.hash, at: at.toISOString() },
    chain: chainHead(evidence),
    students: students.map(({ studentNumber, email, progress }) => ({
      ...{ studentNumber, account: accountName(email), email: mailAddress(email) },
      ...progress,
    })),
    evidence: evidence.map(({ id: _, record, ...row }) => ({
      ...row,
      record: JSON.parse(record) as unknown,
      recordText: record,
    })),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
