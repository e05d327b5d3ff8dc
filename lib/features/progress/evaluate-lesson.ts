import type { RegistryTarget } from '@/lib/gateways/registry/target';
import type { Runtime } from '@/lib/core/runtime';
import type { LessonStart, Look } from '@/lib/features/checks/kind';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import type { CheckKind, CheckSpec } from '@/lib/features/checks/spec';
import type { CourseStep } from '@/lib/features/courses/schema';
import { fillSpec } from '@/lib/features/courses/values';
import { kindOf } from '@/lib/features/checks/judge';
import type { BatchWriter } from './batch-writer';
import { findHint } from './find-hint';
import type { Judge } from './judge';
import { reasonOf, type Trigger, wantsHint } from './judgement';
import type { Learner } from './learner';
import { valuesOf } from './node-values';
import { type BootIds, seeNode } from './node-seen';
import { type OpenLesson, startLesson } from './open-lessons';
import type { StudentRef } from './progress';
import { isOver, loadRecords, type StepRecord, stepKey, untouched } from './step-record';
import type { StepChange, Stored } from './store-judgement';

export interface EvaluationDeps extends Pick<Runtime, 'db' | 'log' | 'now' | 'fleet'> {
  judge: Judge;
  registryOf(classId: string): Promise<RegistryTarget | null>;
  writer: BatchWriter;
  /** Stores it with whatever else is to be stored. */
  store(change: StepChange): Promise<Stored>;
  clock: { newId(): string; tick(): Date };
  tell(student: StudentRef, record: StepRecord): void;
  layersDirs: Map<string, string>;
  bootIds: BootIds;
}

/** Which checks something may change. `null`: all. */
const heardBy: Record<Trigger, ReadonlySet<string> | null> = {
  ...{ check: null, answer: null, node: null, open: null, sweep: null },
  deed: new Set(['container', 'image', 'terminal']),
  output: new Set(['terminal']),
};

/**
 * Judges the steps of a student's open lesson that have not passed, all in one look at the node, and stores what came out.
 * @returns whether a step has passed, so that the ones after it may be judged
 */
export async function evaluateLesson(
  deps: EvaluationDeps,
  open: OpenLesson,
  learner: Learner,
  asked: { trigger: Trigger; steps: ReadonlySet<string> },
): Promise<boolean> {
  const { classId, userId, lessonId } = open;
  const node = learner.node;
  const lesson = learner.course.lessons.find(({ id }) => id === lessonId);
  if (!node || !lesson) return false;
  await renewStart(deps, open, learner);
  const records = (await loadRecords(deps.db, { classId, userId, lessonId })).get(userId) ?? new Map<string, StepRecord>();
  const recordOf = (stepId: string): StepRecord => records.get(stepKey(lessonId, stepId)) ?? untouched(lessonId, stepId);
  const mayBegin = (step: CourseStep) => step.after === undefined || isOver(recordOf(step.after));
  const left = lesson.file.steps.filter((step) => !step.read && mayBegin(step) && !isOver(recordOf(step.id)));
  const first = left[0]?.id;
  const isAsked = (step: CourseStep) => asked.steps.has(step.id);
  const chosen = left.filter((step) => isAsked(step) || hears(step, asked.trigger));
  if (chosen.length === 0) return false;
  // Nobody asked: of a node that is away nothing is known, and nothing is stored.
  if (deps.fleet.status(node.id).state !== 'ready' && asked.steps.size === 0) return false;

  const registry = await deps.registryOf(classId);
  const values = valuesOf(deps, learner, { registry, layersDir: deps.layersDirs.get(node.id) ?? null });
  const lookFrom = (start: LessonStart | null, of: { stepId: string; round: number }): Look =>
    deps.judge.open({
      ...{ nodeId: node.id, nodeName: node.name, userId, start, registry, trusted: learner.trusted },
      answers: (checkId) => answersTo(deps, { classId, userId, lessonId, ...of }, checkId),
    });
  const shared = sharing(lookFrom, open.start);

  const passed = await Promise.all(
    chosen.map(async (step) => {
      const record = recordOf(step.id);
      const filled = fillSpec(step, values);
      const look = shared(record);
      const verdict = await deps.judge.step(look, { checks: filled.checks }, new Set(record.latched));
      const trigger = isAsked(step) || step.id === first ? asked.trigger : 'sweep';
      const hint = wantsHint(record, verdict, trigger, deps.now().getTime()) ? await findHint(deps, look, filled, verdict) : null;
      return keep(deps, open, learner, {
        step: filled,
        record,
        verdict,
        trigger,
        look,
        hint,
        isFocus: isAsked(step) || step.id === first,
      });
    }),
  );
  if (!passed.includes(true)) return false;
  await beginNext(deps, open, lesson.file.steps);
  return true;
}

/** A node was swapped for another, or did not answer when the lesson was begun: how it is now is what counts from here on. */
async function renewStart(deps: EvaluationDeps, open: OpenLesson, learner: Learner): Promise<void> {
  const nodeId = learner.node?.id ?? null;
  if (open.start !== null && open.nodeId === nodeId) return;
  open.nodeId = nodeId;
  open.start = null;
  if (nodeId === null || deps.fleet.status(nodeId).state !== 'ready') return;
  open.start = (await startLesson(deps, learner, open.lessonId)).start;
}

const kindsOf = (spec: CheckSpec): CheckKind[] => (spec.is === 'any' ? spec.of.map(({ is }) => is) : [spec.is]);

function hears(step: CourseStep, trigger: Trigger): boolean {
  const events = heardBy[trigger];
  if (events === null) return true;
  return (step.checks ?? []).flatMap(kindsOf).some((is) => kindOf(is).hears.some((event) => events.has(event)));
}

/** One look for all steps in their first round; after a reset only what was done since then counts, so such a step has its own. */
function sharing(
  open: (start: LessonStart | null, of: StepRecord) => Look,
  start: LessonStart | null,
): (record: StepRecord) => Look {
  const looks = new Map<string, Look>();
  return (record) => {
    const base = open(startOf(start, record.resetAt), record);
    const since = String(record.resetAt);
    const first = looks.get(since);
    if (!first) looks.set(since, base);
    // What was asked of the node is shared; the answers are the step's own.
    return first ? { ...first, answers: base.answers } : base;
  };
}

/** The start of the lesson, moved on to the reset of a step. */
export function startOf(start: LessonStart | null, resetAt: number | null): LessonStart | null {
  if (start === null || resetAt === null || resetAt <= start.at) return start;
  const nodeAt = start.nodeAt === null ? null : start.nodeAt + (resetAt - start.at);
  return {
    ...start,
    at: resetAt,
    nodeAt,
    eventsSince: nodeAt === null ? start.eventsSince : String(BigInt(nodeAt) * 1_000_000n),
  };
}

async function answersTo(
  { db }: Pick<EvaluationDeps, 'db'>,
  {
    classId,
    userId,
    lessonId,
    stepId,
    round,
  }: { classId: string; userId: string; lessonId: string; stepId: string; round: number },
  checkId: string,
): Promise<Array<{ value: string; at: number }>> {
  const rows = await db.stepNote.findMany({
    where: { classId, userId, lessonId, stepId, round, kind: 'answer', checkId },
    orderBy: { at: 'desc' },
    take: 20,
  });
  return rows.map(({ value, at }) => ({ value, at: at.getTime() }));
}

interface Kept {
  step: CourseStep;
  record: StepRecord;
  verdict: StepVerdict;
  trigger: Trigger;
  look: Look;
  hint: Awaited<ReturnType<typeof findHint>>;
  isFocus: boolean;
}

/** @returns whether it has passed */
async function keep(deps: EvaluationDeps, open: OpenLesson, learner: Learner, of: Kept): Promise<boolean> {
  const { classId, userId, lessonId } = open;
  const { step, record, verdict, trigger, isFocus, hint, look } = of;
  const { predict } = step;
  const seen = isNews(of) ? await seeNode(deps, look) : null;
  const truth = verdict.verdict === 'passed' && predict ? await deps.judge.truth(look, predict.truth).catch(() => null) : null;
  const stored = await deps.store({
    do: 'judge',
    look: {
      ...{ classId, userId, lessonId, stepId: step.id, userName: learner.name, round: record.round },
      ...{ nodeId: look.nodeId, courseHash: learner.course.hash, trigger, isFocus, verdict, hint },
      about: { ...(seen ?? { bootId: open.start?.bootId ?? null }), startAt: open.start?.at ?? null },
      truth: predict && truth !== null ? { checkId: predict.id, value: [truth].flat().join(', ').slice(0, 200) } : null,
    },
  });
  if (stored) deps.tell({ classId, userId }, stored.record);
  return stored?.hasPassed ?? false;
}

/** Whether a record of evidence may come of it. The same as before is counted on the one that is there, and the node is not asked for it. */
function isNews({ record, verdict, trigger }: Kept): boolean {
  if (trigger !== 'sweep' && trigger !== 'output') return true;
  return verdict.verdict === 'passed' || record.reason !== reasonOf(verdict) || verdict.latched.length > record.latched.length;
}

/** The first step that is left is the one the student is at. */
async function beginNext(deps: EvaluationDeps, open: OpenLesson, steps: readonly CourseStep[]): Promise<void> {
  const { classId, userId, lessonId } = open;
  const records = (await loadRecords(deps.db, { classId, userId, lessonId })).get(userId);
  const next = steps.find((step) => !step.read && !isOver(records?.get(stepKey(lessonId, step.id))));
  if (!next) return;
  const stored = await deps.store({ do: 'begin', of: { classId, userId, lessonId, stepId: next.id } });
  if (stored) deps.tell({ classId, userId }, stored.record);
}
