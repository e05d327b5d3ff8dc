import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isAppError } from '@/lib/core/errors';
import type { LessonStart } from '@/lib/features/checks/kind';
import type { CourseStep } from '@/lib/features/courses/schema';
import { evidenceRecord } from '@/lib/features/progress/evidence-chain';
import { startOf } from '@/lib/features/progress/evaluate-lesson';
import { findHint } from '@/lib/features/progress/find-hint';
import { textIn } from '@/lib/features/progress/present-progress';
import { lookForReset, removeFromNode } from '@/lib/features/progress/reset-node';
import { rightAnswer } from './answer';
import { forgeryOf, typeForged, wrongAnswer } from './forgers';
import { leftOver, type NodeThings, removeOthers, thingsOn } from './node-things';
import { planStep, type StepPlan } from './plan';
import { beginPhase, judgeAndKeep, judgeOnce, judgeUntilGreen, lookIn, type Phase, type Rehearsing, seenOf } from './rehearsing';
import type { Fault, Seen, SeenWrong, Solved, StepReport } from './report';
import { changeShells, noisyStart, putShellsBack } from './shell-files';
import { NoPrompt } from './typist';

/** A hint may need what Docker tells a moment later. */
const hintMs = 15_000;

/** One step while it is rehearsed. */
interface Work {
  on: Rehearsing;
  /** With its values filled in. */
  step: CourseStep;
  plan: StepPlan;
  start: LessonStart;
  before: NodeThings;
  faults: Fault[];
}

/**
 * Does one step as a student would, rightly and wrongly: red before; red with its hint after each `wrong`; red for forgers; green after the
 * solution; red after the reset; green again, with start-up files that print.
 * @param step with its values filled in
 * @throws AppError why the node cannot be asked
 */
export async function rehearseStep(
  on: Rehearsing,
  { lessonId, step, start }: { lessonId: string; step: CourseStep; start: LessonStart },
): Promise<StepReport> {
  const from = performance.now();
  const work: Work = { on, step, plan: planStep(step), start, before: noThings, faults: [] };
  const named = new Set((step.wrong ?? []).flatMap(({ hint }) => hint ?? []));
  const report: StepReport = {
    ...{ lesson: lessonId, step: step.id, title: textIn(on.locale, step.title) ?? step.id },
    ...{ before: null, wrong: [], forged: null, solved: null, removed: [], afterReset: null, again: null },
    hintsUntried: (step.hints ?? []).map(({ id }) => id).filter((id) => !named.has(id)),
    ...{ faults: work.faults, seconds: 0 },
  };
  try {
    await setUp(work);
    work.before = await thingsOn(on.ctx, on.node.id, step.creates);
    report.before = await redBefore(work);
    for (const wrong of step.wrong ?? []) report.wrong.push(await tryWrong(work, wrong));
    report.forged = await forge(work, report.before);
    report.solved = await solve(work, await beginPhase(on, start), 'not_green');
    report.removed = await reset(work);
    await changeShells(on.ctx, shellsOf(on), { bashrc: noisyStart });
    await on.stage.clear();
    await setUp(work);
    const resetAt = on.ctx.now().getTime();
    const again = await beginPhase(on, startOf(start, resetAt) ?? start);
    report.afterReset = await redAgain(work, again);
    report.again = await solve(work, again, 'not_green_again');
  } catch (error) {
    if (!(error instanceof NoPrompt)) throw error;
    work.faults.push({ code: 'stuck', detail: `${error.message} ${error.screen}`.trim() });
    await on.stage.clear();
  } finally {
    await putShellsBack(on.ctx, shellsOf(on));
  }
  return { ...report, seconds: (performance.now() - from) / 1000 };
}

/** Only types the solution, for the steps after it. @throws AppError, NoPrompt */
export async function passBy(on: Rehearsing, { step, start }: { step: CourseStep; start: LessonStart }): Promise<void> {
  const work: Work = { on, step, plan: planStep(step), start, before: noThings, faults: [] };
  await setUp(work);
  await solve(work, await beginPhase(on, start), 'not_green');
}

const noThings: NodeThings = { containers: new Map(), images: new Set(), paths: new Set() };
const shellsOf = ({ node }: Rehearsing) => ({ nodeId: node.id, loginUser: node.loginUser });

/** What must be there before the step, and a terminal where it is done. */
async function setUp({ on, step }: Work): Promise<void> {
  for (const text of step.given ?? []) await on.stage.type({ text, keys: false, where: 'host-root' });
  await on.stage.go(step.where);
}

async function redBefore({ on, step, plan, start, faults }: Work): Promise<Seen> {
  const seen = seenOf(on, await judgeOnce(on, await beginPhase(on, start), step));
  for (const { check, verdict, says } of seen.checks) {
    if (verdict === 'passed' && !plan.stays.has(check)) faults.push({ code: 'green_before', detail: `${check}: ${says}` });
    if (verdict === 'errored') faults.push({ code: 'errored', detail: `${check} before: ${says}` });
  }
  if (seen.verdict === 'passed' && !faults.some(({ code }) => code === 'green_before'))
    faults.push({ code: 'green_before', detail: 'the whole step' });
  return seen;
}

async function tryWrong(work: Work, wrong: NonNullable<CourseStep['wrong']>[number]): Promise<SeenWrong> {
  const { on, step, start, faults } = work;
  const where = wrong.in ?? step.where;
  const phase = await beginPhase(on, start);
  await on.stage.type({ text: wrong.run, keys: false, where });
  const end = performance.now() + hintMs;
  let seen: SeenWrong;
  for (;;) {
    const verdict = await judgeOnce(on, phase, step);
    const failed = verdict.checks.flatMap((check) => (check.verdict.verdict === 'failed' ? [check.verdict.reason] : []));
    const hint =
      wrong.hint === undefined || verdict.verdict === 'passed'
        ? null
        : await findHint({ judge: on.judge, fleet: on.ctx.fleet }, lookIn(on, phase), step, verdict);
    const shown = hint === null ? null : 'own' in hint ? hint.own : `panel:${hint.panel}`;
    seen = { run: wrong.run, verdict: verdict.verdict, reasons: failed, hint: shown };
    const isAsSaid =
      (wrong.reason === undefined || failed.includes(wrong.reason as never)) &&
      (wrong.hint === undefined || shown === wrong.hint);
    if (verdict.verdict === 'passed' || isAsSaid || performance.now() > end) break;
    await pause(250);
  }
  if (seen.verdict === 'passed') faults.push({ code: 'wrong_green', detail: wrong.run });
  if (seen.verdict === 'errored') faults.push({ code: 'errored', detail: `after ${wrong.run}` });
  if (wrong.reason !== undefined && !seen.reasons.includes(wrong.reason))
    faults.push({
      code: 'reason_missing',
      detail: `${wrong.run}: wanted ${wrong.reason}, found ${seen.reasons.join(' ') || 'none'}`,
    });
  if (wrong.hint !== undefined && seen.hint !== wrong.hint)
    faults.push({ code: 'hint_missing', detail: `${wrong.run}: wanted ${wrong.hint}, found ${seen.hint ?? 'none'}` });
  await undo(work);
  if (wrong.in !== undefined && wrong.in !== step.where) await on.stage.clear();
  await on.stage.go(step.where);
  return seen;
}

/** What was done wrongly is gone: what the step names as its own, and whatever else was not there before. */
async function undo({ on, step, start, before }: Work): Promise<void> {
  const { ctx, node } = on;
  await removeFromNode(ctx, node.id, await lookForReset(ctx, node.id, step.creates, start));
  await removeOthers(ctx, node.id, before);
}

async function forge({ on, step, plan, start, faults }: Work, before: Seen): Promise<Seen> {
  // What held before, or may have, proves nothing now.
  const held = new Set([...plan.stays, ...before.checks.flatMap(({ check, verdict }) => (verdict === 'passed' ? [check] : []))]);
  await changeShells(on.ctx, shellsOf(on), forgeryOf(step, plan));
  try {
    const phase = await beginPhase(on, start);
    const typist = await on.stage.open(step.where === 'host-user' ? 'user' : 'root');
    await typeForged(typist, plan.solution);
    for (const question of plan.questions) phase.answers.set(question.id, wrongAnswer(question));
    // A shell that is not believed is no fault: nothing turns green by it.
    const verdict = seenOf(on, await judgeOnce(on, phase, step));
    on.stage.close(typist);
    for (const { check, verdict: one, says } of verdict.checks)
      if (one === 'passed' && !held.has(check)) faults.push({ code: 'forger_green', detail: `${check}: ${says}` });
    if (verdict.verdict === 'passed' && before.verdict !== 'passed')
      faults.push({ code: 'forger_green', detail: 'the whole step' });
    return verdict;
  } finally {
    await putShellsBack(on.ctx, shellsOf(on));
  }
}

async function solve({ on, step, plan, faults }: Work, phase: Phase, code: 'not_green' | 'not_green_again'): Promise<Solved> {
  for (const [index, command] of plan.solution.entries()) {
    if (index === plan.answerBefore) {
      await answerAll(on, phase, plan, faults);
      await judgeAndKeep(on, phase, step);
    }
    await on.stage.type(command);
  }
  if (plan.answerBefore >= plan.solution.length) await answerAll(on, phase, plan, faults);
  const { verdict, seconds } = await judgeUntilGreen(on, phase, step);
  const seen = seenOf(on, verdict);
  if (seen.verdict !== 'passed') {
    const red = seen.checks
      .filter((check) => check.verdict !== 'passed')
      .map(({ check, says, verdict: one }) => `${check} ${one}: ${says}`);
    faults.push({ code, detail: red.join('; ') });
  }
  const about = { trigger: 'rehearsal', node: on.node.name, bootId: phase.start.bootId, startAt: phase.start.at };
  const evidence = verdict.checks.map((check) => [
    check.checkId,
    createHash('sha256').update(evidenceRecord(check, about)).digest('hex'),
  ]);
  return { ...seen, seconds, evidence: Object.fromEntries(evidence) };
}

/** Answers each question as the node does. */
async function answerAll(on: Rehearsing, phase: Phase, plan: StepPlan, faults: Fault[]): Promise<void> {
  for (const question of plan.questions) {
    const value = await truthOf(on, phase, question);
    if (value === null) faults.push({ code: 'no_answer', detail: question.id });
    else phase.answers.set(question.id, value);
  }
}

async function truthOf(on: Rehearsing, phase: Phase, question: StepPlan['questions'][number]): Promise<string | null> {
  const end = performance.now() + hintMs;
  for (;;) {
    const read = await on.judge.truth(lookIn(on, phase), question.truth).catch((error: unknown) => {
      if (isAppError(error)) return null;
      throw error;
    });
    const value = rightAnswer(question, read);
    if (value !== null || performance.now() > end) return value;
    await pause(250);
  }
}

/** @returns what was removed */
async function reset({ on, step, start, before, faults }: Work): Promise<string[]> {
  const { ctx, node } = on;
  const plan = await lookForReset(ctx, node.id, step.creates, start);
  await removeFromNode(ctx, node.id, plan);
  const left = leftOver(before, await thingsOn(ctx, node.id, step.creates));
  for (const detail of left) faults.push({ code: 'leftover', detail });
  // The steps after it must not stand on what should not be there.
  if (left.length > 0) await removeOthers(ctx, node.id, before);
  return [
    ...plan.containers.map(({ name }) => `container ${name}`),
    ...plan.images.map((image) => `image ${image}`),
    ...plan.paths.map((path) => `path ${path}`),
  ];
}

async function redAgain({ on, step, faults }: Work, phase: Phase): Promise<Seen> {
  const seen = seenOf(on, await judgeOnce(on, phase, step));
  if (seen.verdict === 'passed') faults.push({ code: 'green_after_reset', detail: 'the whole step' });
  for (const { check, verdict, says } of seen.checks)
    if (verdict === 'errored') faults.push({ code: 'errored', detail: `${check} after the reset: ${says}` });
  return seen;
}
