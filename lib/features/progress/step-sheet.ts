import type { Prisma } from '@prisma/client';
import type { CheckVerdict } from '@/lib/features/checks/evaluate';
import { addToRows, insertRows, selectRows } from '@/lib/gateways/db/many-rows';
import { evidenceHash, evidenceRecord, noPrevious } from './evidence-chain';
import { judged } from './judgement';
import { ownLayers } from './own-layers';
import type { Clock, Look, PassedStep, Stored, StepOf } from './store-judgement';
import {
  isOver,
  ofPass,
  ofTry,
  type PassRow,
  recordsOf,
  type ResetRow,
  type StepRecord,
  stepKey,
  type StepRecords,
  tryFields,
  type TryRow,
  untouched,
} from './step-record';

type Tx = Prisma.TransactionClient;
type Row = Record<string, string | number | Date | null>;
/** The last record of a check in its round. */
interface Known {
  id: string;
  verdict: string;
  reason: string;
  /** Where it is still to be written. */
  row?: Row;
}
type EvidenceRow = StepOf & { id: string; round: number; checkId: string; verdict: string; reason: string };

const stepColumns = ['userId', 'lessonId', 'stepId'] as const;
const keyOf = ({ classId, userId, lessonId, stepId }: StepOf, round: number): string =>
  [classId, userId, lessonId, stepId, round].join('/');

/**
 * Steps of students within one transaction: read together, changed one after another in memory, written together. A change sees those before
 * it. What it costs hardly grows with how many there are.
 */
export class StepSheet {
  readonly #tx: Tx;
  readonly #records = new Map<string, Map<string, StepRecords>>();
  /** By step and round, then by check. */
  readonly #known = new Map<string, Map<string, Known>>();
  readonly #heads = new Map<string, { seq: number; hash: string }>();
  readonly #passes: Row[] = [];
  readonly #notes: Row[] = [];
  readonly #tries = new Map<string, Row>();
  readonly #evidence: Row[] = [];
  readonly #counts = new Map<string, number>();

  private constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** @param withEvidence whether any of them will be judged */
  static async read(tx: Tx, steps: readonly StepOf[], { withEvidence }: { withEvidence: boolean }): Promise<StepSheet> {
    const sheet = new StepSheet(tx);
    for (const classId of new Set(steps.map((step) => step.classId)))
      await sheet.#readClass(
        classId,
        steps.filter((step) => step.classId === classId),
        withEvidence,
      );
    return sheet;
  }

  async #readClass(classId: string, steps: readonly StepOf[], withEvidence: boolean): Promise<void> {
    const tx = this.#tx;
    const distinct = new Map(steps.map((step) => [keyOf(step, 0), step]));
    const by = { columns: stepColumns, values: [...distinct.values()].map((step) => stepColumns.map((column) => step[column])) };
    const columns = [...stepColumns, 'round'] as const;
    const resets = await selectRows<ResetRow>(tx, 'StepReset', [...columns, 'at'], classId, by, { dates: ['at'] });
    const tries = await selectRows<TryRow>(tx, 'StepTry', [...columns, ...tryFields], classId, by, {
      dates: ['levelAt', 'reasonAt', 'firstAt', 'at'],
    });
    const passes = await selectRows<PassRow>(tx, 'StepPass', [...columns, 'how', 'at'], classId, by, { dates: ['at'] });
    this.#records.set(classId, recordsOf({ resets, tries, passes }));
    if (!withEvidence) return;
    const known = await selectRows<EvidenceRow & { seq: number }>(
      tx,
      'Evidence',
      ['id', ...columns, 'checkId', 'verdict', 'reason', 'seq'],
      classId,
      by,
      { orderBy: 'seq' },
    );
    for (const { id, verdict, reason, ...row } of known)
      this.#knownOf({ ...row, classId }, row.round).set(row.checkId, { id, verdict, reason });
    const last = await tx.evidence.findFirst({ where: { classId }, orderBy: { seq: 'desc' }, select: { seq: true, hash: true } });
    this.#heads.set(classId, last ?? { seq: 0, hash: noPrevious });
  }

  #knownOf(of: StepOf, round: number): Map<string, Known> {
    const key = keyOf(of, round);
    const known = this.#known.get(key) ?? new Map<string, Known>();
    this.#known.set(key, known);
    return known;
  }

  /** How a step stands by now. */
  record({ classId, userId, lessonId, stepId }: StepOf): StepRecord {
    return this.#records.get(classId)?.get(userId)?.get(stepKey(lessonId, stepId)) ?? untouched(lessonId, stepId);
  }

  #put({ classId, userId }: StepOf, record: StepRecord): StepRecord {
    const students = this.#records.get(classId) ?? new Map<string, StepRecords>();
    this.#records.set(classId, students);
    const steps: StepRecords = students.get(userId) ?? new Map();
    students.set(userId, steps);
    steps.set(stepKey(record.lessonId, record.stepId), record);
    return record;
  }

  /** What a look came to: the pass once for each round, the last try, and why. What passed stays passed. */
  judge({ newId, tick }: Clock, look: Look): Stored {
    const { classId, userId, lessonId, stepId, round } = look;
    const of = { classId, userId, lessonId, stepId };
    const before = this.record(of);
    if (before.round !== round || isOver(before)) return null;
    const at = tick();
    const heldBefore = [...this.#knownOf(of, round).values()].filter(({ verdict }) => verdict === 'passed').length;
    const judgement = judged({ ...look, before, heldBefore, at: at.getTime() });
    if (judgement.store === 'nothing') return null;
    if (judgement.store === 'pass') {
      const { nodeId, courseHash, truth } = look;
      this.#addPass(newId(), { ...of, how: judgement.how, nodeId, courseHash, byId: null }, at);
      if (truth) this.#notes.push({ id: newId(), ...of, round, kind: 'truth', ...truth, at });
    } else {
      const { hint } = judgement.next;
      this.#putTry(of, before, judgement.next, at);
      if (hint !== null && JSON.stringify(before.hint) !== JSON.stringify(hint))
        this.#notes.push({ id: newId(), ...of, round, kind: 'help', checkId: 'hint', value: JSON.stringify(hint), at });
    }
    this.#addEvidence(newId, look, at);
    for (const layer of ownLayers(look.verdict)) this.#notes.push({ id: newId(), ...of, round, kind: 'layer', ...layer, at });
    return { record: this.record(of), hasPassed: judgement.store === 'pass' };
  }

  /** A step is worked on from now. @returns null for one that was begun before, or is over */
  begin({ tick }: Pick<Clock, 'tick'>, of: StepOf): StepRecord | null {
    const before = this.record(of);
    if (before.firstAt !== null || isOver(before)) return null;
    // Nothing was stored of it in this round, so it stands as untouched.
    return this.#putTry(of, before, { ...before, verdict: 'working' }, tick());
  }

  /** A step is over without having been judged. @returns null where it was */
  pass({ newId, tick }: Clock, passed: PassedStep): StepRecord | null {
    if (isOver(this.record(passed))) return null;
    return this.#addPass(newId(), passed, tick());
  }

  #addPass(id: string, { classId, userId, lessonId, stepId, how, nodeId, courseHash, byId }: PassedStep, at: Date): StepRecord {
    const of = { classId, userId, lessonId, stepId };
    const before = this.record(of);
    const row = { ...of, round: before.round, how, at };
    this.#passes.push({ id, ...row, nodeId, courseHash, byId });
    return this.#put(of, { ...before, ...ofPass(row, before.revision) });
  }

  #putTry(of: StepOf, before: StepRecord, next: NextTry, at: Date): StepRecord {
    const { latched, reasonAt, levelAt, hint, because, verdict, tries, reason, reasonCount, level } = next;
    const { classId, userId, lessonId, stepId } = of;
    const row = {
      ...{ classId, userId, lessonId, stepId, round: before.round, verdict, tries, reason, reasonCount, level, at },
      ...{ latched: JSON.stringify(latched), hint: hint && JSON.stringify(hint), because: because && JSON.stringify(because) },
      ...{ reasonAt: dateOf(reasonAt), levelAt: dateOf(levelAt), firstAt: dateOf(before.firstAt) ?? at },
    };
    this.#tries.set(keyOf(of, before.round), row);
    return this.#put(of, { ...before, ...ofTry(row, before.revision) });
  }

  /** Appends to the chain of the class; the same again is counted on the last record. */
  #addEvidence(newId: () => string, look: Look, at: Date): void {
    const { classId, userId, userName, nodeId, lessonId, stepId, round, courseHash } = look;
    const known = this.#knownOf(look, round);
    let { seq, hash: previous } = this.#heads.get(classId) ?? { seq: 0, hash: noPrevious };
    for (const check of look.verdict.checks) {
      const before = known.get(check.checkId);
      const { verdict, reason } = summary(check);
      if (before && before.verdict === verdict && before.reason === reason) {
        if (before.row) before.row.count = Number(before.row.count) + 1;
        else this.#counts.set(before.id, (this.#counts.get(before.id) ?? 0) + 1);
        continue;
      }
      seq += 1;
      const fields = {
        ...{ classId, seq, userId, userName, nodeId, lessonId, stepId, round, checkId: check.checkId, verdict, reason },
        ...{ courseHash, record: evidenceRecord(check, { ...look.about, trigger: look.trigger }), at, previous },
      };
      previous = evidenceHash(fields);
      const row: Row = { id: newId(), ...fields, hash: previous, count: 1 };
      this.#evidence.push(row);
      known.set(check.checkId, { id: String(row.id), verdict, reason, row });
    }
    this.#heads.set(classId, { seq, hash: previous });
  }

  /** Writes what was changed. */
  async flush(): Promise<void> {
    await insertRows(this.#tx, 'StepPass', this.#passes);
    await insertRows(this.#tx, 'StepNote', this.#notes);
    await insertRows(this.#tx, 'StepTry', [...this.#tries.values()], 'replace');
    await insertRows(this.#tx, 'Evidence', this.#evidence);
    await addToRows(this.#tx, 'Evidence', 'count', this.#counts);
  }
}

type NextTry = Extract<ReturnType<typeof judged>, { store: 'try' }>['next'];

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

const summary = ({ verdict }: CheckVerdict): { verdict: string; reason: string } => ({
  verdict: verdict.verdict,
  reason: verdict.verdict === 'errored' ? verdict.cause : verdict.reason,
});
