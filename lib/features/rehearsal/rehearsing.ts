import { setTimeout as pause } from 'node:timers/promises';
import type { Ctx } from '@/lib/core/runtime';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import type { LessonStart, Look } from '@/lib/features/checks/kind';
import { checkTexts, sayVerdict } from '@/lib/features/checks/sentence';
import type { CourseStep } from '@/lib/features/courses/schema';
import type { Course } from '@/lib/features/courses/course';
import type { Judge } from '@/lib/features/progress/judge';
import type { RegistryTarget } from '@/lib/gateways/registry/target';
import type { Locale } from '@/lib/shared/common';
import type { Seen } from './report';
import type { Stage } from './stage';

/** What all steps of a rehearsal share. */
export interface Rehearsing {
  ctx: Ctx;
  judge: Judge;
  course: Course;
  locale: Locale;
  node: { id: string; name: string; loginUser: string };
  stage: Stage;
  registry: RegistryTarget | null;
  trusted: boolean;
  signal: AbortSignal;
  /** Where containerd's layers lie, once there are some. */
  layersDir: string | null;
}

/** A look at the node before anything was begun or answered. */
export const plainLook = ({ ctx, judge, node, registry, trusted }: Omit<Rehearsing, 'stage' | 'layersDir'>): Look =>
  judge.open({
    ...{ nodeId: node.id, nodeName: node.name, userId: ctx.actor.id, start: null, registry, trusted },
    answers: async () => [],
  });

/** One part of a step: what was done and answered before it does not count. */
export interface Phase {
  start: LessonStart;
  /** By the node's clock. */
  sinceMs: number;
  answers: Map<string, string>;
  /** Deeds and answers that were seen: they stay so, as for a student. */
  latched: ReadonlySet<string>;
}

/** The solution must have turned all checks green within this. */
const greenMs = 10_000;
/** A busy node answers late; that counts neither for nor against the course. */
const patienceMs = 30_000;
const againMs = 250;
/** Times the usual deadline of a check. */
const patience = 6;

/** Begins a part of a step. @throws AppError why the node cannot be asked */
export async function beginPhase({ ctx, node }: Rehearsing, start: LessonStart): Promise<Phase> {
  // Keys that let go of a container are told a moment later: what was done before belongs to the part before.
  await ctx.deedLog.since(node.id, { ms: null, daemon: null });
  const { clockMs } = await (await ctx.fleet.engine(node.id)).system.host();
  return { start, sinceMs: (clockMs ?? ctx.now().getTime()) + 1, answers: new Map(), latched: new Set() };
}

/** Looks at the node as the panel does for a student. */
export function lookIn({ ctx, judge, node, registry, trusted }: Rehearsing, { start, sinceMs, answers }: Phase): Look {
  const now = () => ctx.now().getTime();
  const look = judge.open({
    ...{ nodeId: node.id, nodeName: node.name, userId: ctx.actor.id, start, registry, trusted },
    answers: async (id) => {
      const value = answers.get(id);
      return value === undefined ? [] : [{ value, at: now() }];
    },
  });
  return onlySince(look, sinceMs);
}

function onlySince(look: Look, ms: number): Look {
  const deeds = async () => {
    const seen = await look.deeds();
    return { ...seen, deeds: seen.deeds.filter(({ atMs }) => atMs >= ms) };
  };
  return { ...look, deeds, again: () => onlySince(look.again(), ms), patience };
}

/** Something could not be told, and may be a moment later. A shell that is not believed stays so. */
const mayBeTold = ({ checks }: StepVerdict): boolean =>
  checks.some(({ verdict }) => verdict.verdict === 'errored' && verdict.cause !== 'shell_altered');

/** Judges until every check can be told, for a while. */
export async function judgeOnce(on: Rehearsing, phase: Phase, { checks }: Pick<CourseStep, 'checks'>): Promise<StepVerdict> {
  const end = performance.now() + patienceMs;
  for (;;) {
    on.signal.throwIfAborted();
    const verdict = await on.judge.step(lookIn(on, phase), { checks }, new Set());
    if (!mayBeTold(verdict) || performance.now() > end) return verdict;
    await pause(againMs);
  }
}

/** Judges once, and keeps what was done and answered. */
export async function judgeAndKeep(on: Rehearsing, phase: Phase, { checks }: Pick<CourseStep, 'checks'>): Promise<StepVerdict> {
  on.signal.throwIfAborted();
  const verdict = await on.judge.step(lookIn(on, phase), { checks }, phase.latched);
  phase.latched = new Set(verdict.latched);
  return verdict;
}

/** Judges until the step is green. @returns the last verdict, and how long it took */
export async function judgeUntilGreen(
  on: Rehearsing,
  phase: Phase,
  step: Pick<CourseStep, 'checks'>,
): Promise<{ verdict: StepVerdict; seconds: number }> {
  const from = performance.now();
  for (;;) {
    const verdict = await judgeAndKeep(on, phase, step);
    const ms = performance.now() - from;
    if (verdict.verdict === 'passed' || ms > (mayBeTold(verdict) ? patienceMs : greenMs)) return { verdict, seconds: ms / 1000 };
    await pause(againMs);
  }
}

/** A verdict as a report holds it. */
export function seenOf({ locale }: Pick<Rehearsing, 'locale'>, { verdict, checks }: StepVerdict): Seen {
  const t = checkTexts(locale);
  return {
    verdict,
    checks: checks.map(({ checkId, kind, verdict: one }) => ({
      ...{ check: checkId, verdict: one.verdict, says: sayVerdict(t, kind, one) },
      reason: one.verdict === 'errored' ? [one.cause, one.detail].filter(Boolean).join(': ') : one.reason,
    })),
  };
}
