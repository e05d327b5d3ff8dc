import { z } from 'zod';
import { checkTexts, sayHint, sayVerdict } from '@/lib/features/checks/sentence';
import type { Verdict } from '@/lib/features/checks/kind';
import type { CheckKind, CourseText } from '@/lib/features/checks/spec';
import type { CourseStep } from '@/lib/features/courses/schema';
import { fillValues } from '@/lib/features/courses/values';
import type { Db } from '@/lib/gateways/db/db';
import type { Locale } from '@/lib/shared/common';
import type { CheckResultDto, StepProgressDto } from '@/lib/shared/courses';
import { type ShownHint, type StepRecord, stepKey } from './step-record';

/** A text in the reader's language, else in the first the course has. */
export function textIn(locale: Locale, text: CourseText | undefined): string | null {
  return text?.[locale] ?? Object.values(text ?? {})[0] ?? null;
}

/** What a stored record says of a check: its verdict with what was wanted and found. */
const storedSchema = z.object({
  kind: z.string(),
  verdict: z
    .object({
      verdict: z.enum(['passed', 'failed', 'errored']),
      reason: z.string().optional(),
      cause: z.string().optional(),
      wanted: z.string().optional(),
      found: z.string().optional(),
      where: z.string().optional(),
    })
    .catch({ verdict: 'errored' }),
});

export interface StoredVerdict {
  checkId: string;
  kind: CheckKind | 'any';
  verdict: Verdict;
}

/** @returns the verdict as it was given; of a record that cannot be read, its reason alone */
export function readVerdict(row: { checkId: string; verdict: string; reason: string; record: string }): StoredVerdict {
  const read = storedSchema.safeParse(JSON.parse(row.record));
  const plain =
    row.verdict === 'errored' ? { verdict: 'errored', cause: row.reason } : { verdict: row.verdict, reason: row.reason };
  const verdict = { ...(read.success ? read.data.verdict : {}), ...plain } as Verdict;
  return { checkId: row.checkId, kind: (read.success ? read.data.kind : 'any') as StoredVerdict['kind'], verdict };
}

/** The last verdict of every check, by {@link stepKey} and check, of the round that goes on. */
export type Verdicts = Map<string, StoredVerdict[]>;

export async function loadVerdicts(
  db: Pick<Db, 'evidence'>,
  of: { classId: string; userId: string; lessonId: string; stepId?: string },
  records: ReadonlyMap<string, StepRecord> | undefined,
): Promise<Verdicts> {
  const rows = await db.evidence.findMany({
    where: of,
    orderBy: { seq: 'asc' },
    select: { lessonId: true, stepId: true, round: true, checkId: true, verdict: true, reason: true, record: true },
  });
  const latest = new Map<string, Map<string, StoredVerdict>>();
  for (const row of rows) {
    const key = stepKey(row.lessonId, row.stepId);
    if (row.round !== (records?.get(key)?.round ?? 1)) continue;
    const checks = latest.get(key) ?? new Map<string, StoredVerdict>();
    checks.set(row.checkId, readVerdict(row));
    latest.set(key, checks);
  }
  return new Map([...latest].map(([key, checks]) => [key, [...checks.values()]]));
}

/** A verdict's sentence; a reason that this panel has no words for is shown as it is. */
export function sayStored(locale: Locale, { kind, verdict }: StoredVerdict): string {
  const code = verdict.verdict === 'errored' ? verdict.cause : verdict.reason;
  try {
    return sayVerdict(checkTexts(locale), kind, verdict);
  } catch {
    return code;
  }
}

/** A step as its student sees it. @param verdicts of its checks, in the order of the course where that names them */
export function presentProgress(
  locale: Locale,
  record: StepRecord,
  step: CourseStep,
  verdicts: readonly StoredVerdict[],
  values: Readonly<Record<string, string>>,
): StepProgressDto {
  const order = (step.checks ?? []).map(({ id }) => id);
  const sorted = [...verdicts].sort((a, b) => order.indexOf(a.checkId) - order.indexOf(b.checkId));
  return {
    ...{ lesson: record.lessonId, step: record.stepId, state: record.state, how: record.how, revision: record.revision },
    passedAt: record.passedAt === null ? null : new Date(record.passedAt).toISOString(),
    tries: record.tries,
    checks: sorted.map((stored): CheckResultDto => {
      const { checkId, verdict } = stored;
      const reason = verdict.verdict === 'errored' ? verdict.cause : verdict.reason;
      return { check: checkId, verdict: verdict.verdict, reason, says: sayStored(locale, stored) };
    }),
    hint: hintText(locale, record, step, values),
    level: record.level,
  };
}

function hintText(
  locale: Locale,
  { hint, state }: StepRecord,
  step: CourseStep,
  values: Readonly<Record<string, string>>,
): string | null {
  if (hint === null || state === 'passed' || state === 'excused') return null;
  return sayShownHint(locale, hint, step, values);
}

/** The text of a hint: of the course, or what the panel saw. @returns null for one that this version of the course does not have */
export function sayShownHint(
  locale: Locale,
  hint: ShownHint,
  step: CourseStep,
  values: Readonly<Record<string, string>>,
): string | null {
  if ('panel' in hint)
    return sayHint(checkTexts(locale), { code: hint.panel, ...(hint.found !== undefined && { found: hint.found }) });
  const own = textIn(locale, step.hints?.find(({ id }) => id === hint.own)?.say);
  return own === null ? null : fillValues(own, values);
}
