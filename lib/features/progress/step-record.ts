import type { Prisma } from '@prisma/client';
import { z } from 'zod';
import type { Db } from '@/lib/gateways/db/db';
import { checkHints } from '@/lib/shared/check-reasons';
import { type PassedHow, passedHowSchema, type StepState } from '@/lib/shared/courses';

/** The hint that is shown: of the course, or a rule of the panel's own with what it saw. */
const shownHintSchema = z.union([
  z.object({ own: z.string() }),
  z.object({ panel: z.enum(checkHints), found: z.string().optional() }),
]);
export type ShownHint = z.infer<typeof shownHintSchema>;

/** Made once: a schema costs more to make than to use, and every row of a class is read with it. */
const latchedSchema = z.array(z.string()).catch([]);
const valueSchema = z.string().optional();
/** What a reason is about: names and values of the node, shown as they are. */
export const reasonFactsSchema = z.object({ kind: z.string(), wanted: valueSchema, found: valueSchema, where: valueSchema });
export type ReasonFacts = z.infer<typeof reasonFactsSchema>;

/** How one step stands for one student. Times are ms since 1970; JSON, since it travels on the bus. */
export interface StepRecord {
  lessonId: string;
  stepId: string;
  /** Counted from 1; a reset begins the next. */
  round: number;
  /** When that began by a reset; null in the first. */
  resetAt: number | null;
  state: StepState;
  how: PassedHow | null;
  /** Grows with each change of this step. */
  revision: number;
  passedAt: number | null;
  tries: number;
  /** Of the first check that does not hold: a reason, or a cause. */
  reason: string | null;
  reasonCount: number;
  reasonAt: number | null;
  /** What that check wanted and found; null where it was not kept. */
  because: ReasonFacts | null;
  hint: ShownHint | null;
  level: number;
  levelAt: number | null;
  latched: string[];
  /** When it was begun; null for one that was not. */
  firstAt: number | null;
}

export const stepKey = (lessonId: string, stepId: string): string => `${lessonId}/${stepId}`;

/** A step nobody has begun. */
export function untouched(lessonId: string, stepId: string): StepRecord {
  return {
    ...{ lessonId, stepId, round: 1, resetAt: null, state: 'untouched', how: null, revision: 0, passedAt: null, tries: 0 },
    ...{
      reason: null,
      reasonCount: 0,
      reasonAt: null,
      because: null,
      hint: null,
      level: 0,
      levelAt: null,
      latched: [],
      firstAt: null,
    },
  } satisfies StepRecord;
}

type StepDb = Pick<Db, 'stepPass' | 'stepReset' | 'stepTry'>;
/** The steps of one student, by {@link stepKey}; those that are not in it are untouched. */
export type StepRecords = Map<string, StepRecord>;

/**
 * How steps of a class stand, by student.
 * @param of narrowed to a student, a lesson, a step
 */
export async function loadRecords(
  db: StepDb,
  of: { classId: string; userId?: string | undefined; lessonId?: string | undefined; stepId?: string | undefined },
): Promise<Map<string, StepRecords>> {
  const where = Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as typeof of;
  const [resets, tries, passes] = await Promise.all([
    db.stepReset.findMany({ where }),
    db.stepTry.findMany({ where }),
    db.stepPass.findMany({ where }),
  ]);
  return recordsOf({ resets, tries, passes });
}

interface RowOfStep {
  userId: string;
  lessonId: string;
  stepId: string;
  round: number;
}
export type ResetRow = RowOfStep & { at: Date };
export type TryRow = RowOfStep & Pick<Prisma.StepTryGetPayload<object>, (typeof tryFields)[number]>;
export type PassRow = RowOfStep & { how: string; at: Date };
/** What a try says besides which step it is of. */
export const tryFields = [
  ...([
    'verdict',
    'reason',
    'tries',
    'latched',
    'level',
    'levelAt',
    'reasonCount',
    'reasonAt',
    'because',
    'hint',
    'firstAt',
    'at',
  ] as const),
];

/** How steps stand by their rows, by student. Pure. */
export function recordsOf({
  resets,
  tries,
  passes,
}: {
  resets: readonly ResetRow[];
  tries: readonly TryRow[];
  passes: readonly PassRow[];
}): Map<string, StepRecords> {
  const students = new Map<string, StepRecords>();
  const recordOf = ({ userId, lessonId, stepId }: { userId: string; lessonId: string; stepId: string }): StepRecord => {
    const steps = students.get(userId) ?? new Map<string, StepRecord>();
    students.set(userId, steps);
    const record = steps.get(stepKey(lessonId, stepId)) ?? untouched(lessonId, stepId);
    steps.set(stepKey(lessonId, stepId), record);
    return record;
  };
  for (const row of resets) {
    const record = recordOf(row);
    if (row.round < record.round) continue;
    record.round = row.round + 1;
    record.resetAt = row.at.getTime();
    record.revision = Math.max(record.revision, record.resetAt);
  }
  for (const row of tries) {
    const record = recordOf(row);
    if (row.round === record.round) Object.assign(record, ofTry(row, record.revision));
  }
  for (const row of passes) {
    const record = recordOf(row);
    if (row.round === record.round) Object.assign(record, ofPass(row, record.revision));
  }
  return students;
}

/** What a try makes of a step's record. @param revision of the record before */
export function ofTry(row: TryRow, revision: number): Partial<StepRecord> {
  const { tries, reason, reasonCount, level } = row;
  const state = row.verdict === 'failed' || row.verdict === 'errored' ? row.verdict : 'working';
  return {
    ...{ state, tries, reason, reasonCount, level },
    reasonAt: row.reasonAt?.getTime() ?? null,
    because: readReasonFacts(row.because),
    hint: readHint(row.hint),
    levelAt: row.levelAt?.getTime() ?? null,
    latched: latchedSchema.parse(JSON.parse(row.latched)),
    firstAt: row.firstAt.getTime(),
    revision: Math.max(revision, row.at.getTime(), row.levelAt?.getTime() ?? 0),
  };
}

/** What a pass makes of it. */
export function ofPass(row: PassRow, revision: number): Partial<StepRecord> {
  const how = passedHowSchema.safeParse(row.how);
  return {
    state: row.how === 'excused' ? 'excused' : 'passed',
    how: how.success ? how.data : null,
    passedAt: row.at.getTime(),
    revision: Math.max(revision, row.at.getTime()),
  };
}

/** What a reason is about, as it is stored; null for what cannot be read. */
function readReasonFacts(json: string | null): ReasonFacts | null {
  const read = json === null ? null : reasonFactsSchema.safeParse(JSON.parse(json));
  return read?.success ? read.data : null;
}

/** A hint as it is stored; null for what cannot be read. */
export function readHint(json: string | null): ShownHint | null {
  const read = json === null ? null : shownHintSchema.safeParse(JSON.parse(json));
  return read?.success ? read.data : null;
}

/** Passed or excused: nothing is asked of it any more. */
export const isOver = (record: Pick<StepRecord, 'state'> | undefined): boolean =>
  record?.state === 'passed' || record?.state === 'excused';
