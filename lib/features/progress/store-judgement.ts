import type { Prisma } from '@prisma/client';
import type { CheckVerdict, StepVerdict } from '@/lib/features/checks/evaluate';
import { evidenceHash, evidenceRecord, noPrevious } from './evidence-chain';
import { judged, type Trigger } from './judgement';
import { isOver, loadRecords, type ShownHint, type StepRecord, stepKey, untouched } from './step-record';

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
interface Clock {
  newId(): string;
  /** Never the same twice. */
  tick(): Date;
}
/** The step as it stands now; null when nothing was stored. */
export type Stored = { record: StepRecord; hasPassed: boolean } | null;

/**
 * Stores what a look at a step came to, as one part of a transaction: the pass once for each round whoever finds it, the last try, and why.
 * What passed stays passed.
 */
export async function storeJudgement(tx: Tx, { newId, tick }: Clock, look: Look): Promise<Stored> {
  const { classId, userId, lessonId, stepId, round } = look;
  const of = { classId, userId, lessonId, stepId };
  const before = await recordIn(tx, of);
  if (before.round !== round || isOver(before)) return null;
  const known = await latestEvidence(tx, { ...of, round });
  const heldBefore = [...known.values()].filter(({ verdict }) => verdict === 'passed').length;
  const at = tick();
  const judgement = judged({ ...look, before, heldBefore, at: at.getTime() });
  if (judgement.store === 'nothing') return null;
  if (judgement.store === 'pass') {
    const { nodeId, courseHash } = look;
    await tx.stepPass.create({ data: { id: newId(), ...of, round, how: judgement.how, nodeId, courseHash, at } });
    const { truth } = look;
    if (truth) await tx.stepNote.create({ data: { id: newId(), ...of, round, kind: 'truth', ...truth, at } });
  } else {
    const { latched, reasonAt, levelAt, hint, because, ...plain } = judgement.next;
    const data = {
      ...{ ...plain, at, latched: JSON.stringify(latched), hint: hint && JSON.stringify(hint) },
      because: because && JSON.stringify(because),
      ...{ reasonAt: dateOf(reasonAt), levelAt: dateOf(levelAt) },
    };
    const key = { ...of, round };
    await tx.stepTry.upsert({
      where: { classId_userId_lessonId_stepId_round: key },
      create: { ...key, ...data, firstAt: at },
      update: data,
    });
    if (data.hint !== null && JSON.stringify(before.hint) !== data.hint) {
      const shown = { kind: 'help', checkId: 'hint', value: data.hint };
      await tx.stepNote.create({ data: { id: newId(), ...key, ...shown, at } });
    }
  }
  await addEvidence(tx, newId, look, known, at);
  return { record: await recordIn(tx, of), hasPassed: judgement.store === 'pass' };
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

interface StepOf {
  classId: string;
  userId: string;
  lessonId: string;
  stepId: string;
}

export async function recordIn(tx: Tx, of: StepOf): Promise<StepRecord> {
  const students = await loadRecords(tx, of);
  return students.get(of.userId)?.get(stepKey(of.lessonId, of.stepId)) ?? untouched(of.lessonId, of.stepId);
}

interface Known {
  id: string;
  verdict: string;
  reason: string;
}

/** The last record of each check of a step in its round. */
async function latestEvidence(tx: Tx, of: StepOf & { round: number }): Promise<Map<string, Known>> {
  const rows = await tx.evidence.findMany({
    where: of,
    orderBy: { seq: 'asc' },
    select: { id: true, checkId: true, verdict: true, reason: true },
  });
  return new Map(rows.map(({ checkId, ...row }) => [checkId, row]));
}

/** Appends to the chain of the class; the same again is counted on the last record. */
async function addEvidence(tx: Tx, newId: () => string, look: Look, known: Map<string, Known>, at: Date): Promise<void> {
  const { classId, userId, userName, nodeId, lessonId, stepId, round, courseHash } = look;
  const last = await tx.evidence.findFirst({ where: { classId }, orderBy: { seq: 'desc' }, select: { seq: true, hash: true } });
  let { seq, hash: previous } = last ?? { seq: 0, hash: noPrevious };
  for (const check of look.verdict.checks) {
    const before = known.get(check.checkId);
    const { verdict, reason } = summary(check);
    if (before && before.verdict === verdict && before.reason === reason) {
      await tx.evidence.update({ where: { id: before.id }, data: { count: { increment: 1 } } });
      continue;
    }
    seq += 1;
    const fields = {
      ...{ classId, seq, userId, userName, nodeId, lessonId, stepId, round, checkId: check.checkId, verdict, reason },
      ...{ courseHash, record: evidenceRecord(check, { ...look.about, trigger: look.trigger }), at, previous },
    };
    previous = evidenceHash(fields);
    await tx.evidence.create({ data: { id: newId(), ...fields, hash: previous } });
  }
}

const summary = ({ verdict }: CheckVerdict): { verdict: string; reason: string } => ({
  verdict: verdict.verdict,
  reason: verdict.verdict === 'errored' ? verdict.cause : verdict.reason,
});

/** A step is begun: it stands as worked on until it is judged. Not one that was begun before. */
export async function beginStep(tx: Tx, { tick }: Pick<Clock, 'tick'>, of: StepOf): Promise<StepRecord | null> {
  const before = await recordIn(tx, of);
  if (before.firstAt !== null || isOver(before)) return null;
  const at = tick();
  await tx.stepTry.create({ data: { ...of, round: before.round, verdict: 'working', firstAt: at, at } });
  return recordIn(tx, of);
}

/** A step without checks is passed by being opened; one is excused by staff. Once for each round. */
export async function passStep(
  tx: Tx,
  { newId, tick }: Clock,
  of: StepOf & { how: 'alone' | 'staff' | 'excused'; nodeId: string | null; courseHash: string; byId: string | null },
): Promise<StepRecord | null> {
  const { how, nodeId, courseHash, byId, ...step } = of;
  const before = await recordIn(tx, step);
  if (isOver(before)) return null;
  await tx.stepPass.create({
    data: { id: newId(), ...step, round: before.round, how, nodeId, courseHash, byId, at: tick() },
  });
  return recordIn(tx, step);
}
