import type { BoardNeed } from '@/lib/shared/board-cells';
import type { StepRecord } from '@/lib/features/progress/step-record';

/** What is known of one student, for whether somebody should look. Times are ms since 1970. */
export interface NeedFacts {
  hand: { since: number } | null;
  /** The step they are at; null where nothing is left. */
  step: StepRecord | null;
  /** What this step takes the others, ms. */
  medianMs: number;
  /** Last sign of work. */
  activeAt: number | null;
  /** So many steps fewer than the median of the class. */
  stepsBehind: number;
}

export const needLimits = {
  sameReasonTimes: 3,
  redMs: 3 * 60_000,
  redMedians: 2,
  idleMs: 5 * 60_000,
  stepsBehind: 4,
} as const;

/** Causes that the student can mend alone: not our side's. */
const theirs: ReadonlySet<string> = new Set(['no_terminal', 'root_needed', 'engine_down']);

/** Why somebody should look at this student, and since when; null: nothing calls for it. Pure. */
export function needOf(facts: NeedFacts, now: number): { need: BoardNeed; since: number } | null {
  const { hand, step, activeAt, stepsBehind } = facts;
  if (hand) return { need: 'hand', since: hand.since };
  const begun = step?.firstAt ?? null;
  const idle = now - Math.max(activeAt ?? 0, begun ?? 0);
  if (step && begun !== null) {
    const since = step.reasonAt ?? begun;
    if (step.state === 'errored' && !theirs.has(step.reason ?? '')) return { need: 'errored', since };
    if (idle < needLimits.idleMs && isStuck(facts, step, begun, now)) return { need: 'stuck', since };
    if (idle >= needLimits.idleMs) return { need: 'idle', since: now - idle };
  }
  // Who has not begun anything is behind as well.
  if (step && stepsBehind >= needLimits.stepsBehind) return { need: 'behind', since: begun ?? activeAt ?? now };
  return null;
}

function isStuck({ medianMs }: NeedFacts, step: StepRecord, begun: number, now: number): boolean {
  if (step.reasonCount >= needLimits.sameReasonTimes) return true;
  const limit = Math.max(needLimits.redMs, needLimits.redMedians * medianMs);
  return step.state === 'failed' && now - begun > limit;
}
