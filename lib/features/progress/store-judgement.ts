import type { Prisma } from '@prisma/client';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import type { PassedHow } from '@/lib/shared/courses';
import type { Trigger } from './judgement';
import type { ShownHint, StepRecord } from './step-record';
import { StepSheet } from './step-sheet';

type Tx = Prisma.TransactionClient;

/** One look at one step of one student. */
export interface Look {
  classId: string;
  userId: string;
  userName: string;
  lessonId: string;
  stepId: string;
  /** In which it was judged: a reset since then makes it worthless. */
  round: number;
  nodeId: string;
  courseHash: string;
  trigger: Trigger;
  isFocus: boolean;
  verdict: StepVerdict;
  hint: ShownHint | null;
  /** Of the node as it was looked at: host key, boot id, its clock. */
  about: Record<string, unknown>;
  /** What came out of the step's prediction, read as it passed. */
  truth: { checkId: string; value: string } | null;
}
export interface Clock {
  newId(): string;
  /** Never the same twice. */
  tick(): Date;
}
/** The step as it stands now; null when nothing was stored. */
export type Stored = { record: StepRecord; hasPassed: boolean } | null;

export interface StepOf {
  classId: string;
  userId: string;
  lessonId: string;
  stepId: string;
}
/** A step that is over without having been judged: opened where it is only read, or excused by staff. */
export interface PassedStep extends StepOf {
  how: PassedHow | 'excused';
  nodeId: string | null;
  courseHash: string;
  byId: string | null;
}

/** What is to be stored of one step. */
export type StepChange = { do: 'judge'; look: Look } | { do: 'begin'; of: StepOf } | { do: 'pass'; of: PassedStep };

/**
 * Stores changes of steps, in order, as one part of a transaction: the pass once for each round whoever finds it, the last try, and why. What
 * passed stays passed.
 * @returns what became of each
 */
export async function storeChanges(tx: Tx, clock: Clock, changes: readonly StepChange[]): Promise<Stored[]> {
  const steps = changes.map((change) => (change.do === 'judge' ? change.look : change.of));
  const sheet = await StepSheet.read(tx, steps, { withEvidence: changes.some((change) => change.do === 'judge') });
  const looks = changes.flatMap((change) =>
    change.do === 'judge' && change.look.verdict.verdict !== 'passed' ? [change.look] : [],
  );
  const gone = await goneNodes(tx, looks);
  const stored = changes.map((change): Stored => {
    if (change.do === 'judge') return gone.has(change.look) ? null : sheet.judge(clock, change.look);
    const record = change.do === 'begin' ? sheet.begin(clock, change.of) : sheet.pass(clock, change.of);
    return record && { record, hasPassed: change.do === 'pass' };
  });
  await sheet.flush();
  return stored;
}

/**
 * Looks at a node that was swapped for another meanwhile: what does not hold there says nothing of the one the student has now.
 * @param looks those that did not pass
 */
async function goneNodes(tx: Tx, looks: readonly Look[]): Promise<ReadonlySet<Look>> {
  if (looks.length === 0) return new Set();
  const nodes = [...new Set(looks.map(({ nodeId }) => nodeId))];
  const rows = await tx.assignment.findMany({ where: { nodeId: { in: nodes } }, select: { nodeId: true, userId: true } });
  const assigned = new Set(rows.map(({ nodeId, userId }) => `${nodeId}/${userId}`));
  return new Set(looks.filter(({ nodeId, userId }) => !assigned.has(`${nodeId}/${userId}`)));
}

async function storeOne(tx: Tx, clock: Clock, change: StepChange): Promise<Stored> {
  return (await storeChanges(tx, clock, [change]))[0] ?? null;
}

/** Stores what one look came to. */
export const storeJudgement = (tx: Tx, clock: Clock, look: Look): Promise<Stored> => storeOne(tx, clock, { do: 'judge', look });

/** A step is begun: it stands as worked on until it is judged. @returns null for one that was begun before */
export async function beginStep(tx: Tx, clock: Clock, of: StepOf): Promise<StepRecord | null> {
  return (await storeOne(tx, clock, { do: 'begin', of }))?.record ?? null;
}

/** @returns null for one that is over, once for each round */
export async function passStep(tx: Tx, clock: Clock, of: PassedStep): Promise<StepRecord | null> {
  return (await storeOne(tx, clock, { do: 'pass', of }))?.record ?? null;
}

/** How a step stands. */
export async function recordIn(tx: Tx, of: StepOf): Promise<StepRecord> {
  return (await StepSheet.read(tx, [of], { withEvidence: false })).record(of);
}
