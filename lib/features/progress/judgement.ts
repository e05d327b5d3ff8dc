import type { CheckVerdict, StepVerdict } from '@/lib/features/checks/evaluate';
import type { PassedHow } from '@/lib/shared/courses';
import type { ReasonFacts, ShownHint, StepRecord } from './step-record';

/** Why a step was judged. In order: of several that come together the first names it. */
export const triggers = ['check', 'answer', 'deed', 'node', 'open', 'output', 'sweep'] as const;
export type Trigger = (typeof triggers)[number];

/** What {@link judged} says is to be stored. */
export type Judgement =
  | { store: 'pass'; how: PassedHow }
  | { store: 'try'; next: TryFields }
  /** Nothing that anybody should know of: the same as before, or a step the student is not at. */
  | { store: 'nothing' };
type TryFields = Pick<
  StepRecord,
  'tries' | 'reason' | 'reasonCount' | 'reasonAt' | 'because' | 'hint' | 'level' | 'levelAt' | 'latched'
> & {
  verdict: 'working' | 'failed' | 'errored';
};

export interface JudgedStep {
  before: StepRecord;
  verdict: StepVerdict;
  trigger: Trigger;
  /** The student is at this step, or asked for it. Others are looked at, since one may work ahead, but never turn red. */
  isFocus: boolean;
  /** How many of its checks held when it was judged before. */
  heldBefore: number;
  /** What the student is to be told besides, where that was looked for. */
  hint: ShownHint | null;
  /** ms since 1970. */
  at: number;
}

/** What a step's help does to how it was passed. */
export const howOf = (level: number): PassedHow => (level >= 3 ? 'solution' : level >= 1 ? 'hint' : 'alone');

/** The first check that does not hold, by its reason or cause; those that could not be told come second. */
function decisive({ checks }: StepVerdict): CheckVerdict | undefined {
  return (
    checks.find(({ verdict }) => verdict.verdict === 'failed') ?? checks.find(({ verdict }) => verdict.verdict === 'errored')
  );
}

/** The reason or cause by which a step does not hold. */
export function reasonOf(step: StepVerdict): string | null {
  const verdict = decisive(step)?.verdict;
  if (!verdict) return null;
  return verdict.verdict === 'errored' ? verdict.cause : verdict.reason;
}

/** What that check wanted and found. */
function becauseOf(step: StepVerdict): ReasonFacts | null {
  const check = decisive(step);
  if (!check) return null;
  const { verdict, kind } = check;
  if (verdict.verdict !== 'failed') return { kind };
  const { wanted, found, where } = verdict;
  return {
    kind,
    ...(wanted !== undefined && { wanted }),
    ...(found !== undefined && { found }),
    ...(where !== undefined && { where }),
  };
}

/**
 * What becomes of a step by one look at it. Pure. A failure counts as a try where the student asked (`check`, `answer`), or did something
 * that brought no check further; while every deed brings them further, the step is worked on and not red.
 */
export function judged(step: JudgedStep): Judgement {
  const { before, verdict, trigger, isFocus } = step;
  if (verdict.verdict === 'passed') return { store: 'pass', how: howOf(before.level) };
  const latched = [...new Set([...before.latched, ...verdict.latched])].sort();
  const isNews = latched.length > before.latched.length;
  if (!isFocus && !isNews) return { store: 'nothing' };
  const reason = reasonOf(verdict);
  const held = verdict.checks.filter((check) => check.verdict.verdict === 'passed').length;
  const failed = verdict.verdict === 'failed';
  const isTry =
    isFocus && failed && (trigger === 'check' || trigger === 'answer' || (trigger === 'deed' && held <= step.heldBefore));
  const next = nextTry(step, { reason, latched, isTry, hasMoved: held > step.heldBefore });
  return isSame(before, next, isTry) ? { store: 'nothing' } : { store: 'try', next };
}

function nextTry(
  { before, verdict, hint, at, isFocus }: JudgedStep,
  { reason, latched, isTry, hasMoved }: { reason: string | null; latched: string[]; isTry: boolean; hasMoved: boolean },
): TryFields {
  const isSameReason = reason === before.reason && before.reasonAt !== null;
  const tries = before.tries + (isTry ? 1 : 0);
  const shown = hint ?? (isSameReason ? before.hint : null);
  const level = Math.max(before.level, shown === null ? 0 : 1);
  const verdictNow = (): TryFields['verdict'] => {
    // A step one is not at is not shown grey because the node is away.
    if (verdict.verdict === 'errored') return isFocus ? 'errored' : 'working';
    if (isTry) return 'failed';
    if (hasMoved || tries === 0) return 'working';
    return before.state === 'working' ? 'working' : 'failed';
  };
  return {
    ...{ tries, reason, latched, hint: shown, level, verdict: verdictNow() },
    reasonCount: (isSameReason ? before.reasonCount : 0) + (isTry ? 1 : 0),
    reasonAt: isSameReason ? before.reasonAt : at,
    because: becauseOf(verdict),
    levelAt: level > before.level ? at : before.levelAt,
  };
}

function isSame(before: StepRecord, next: TryFields, isTry: boolean): boolean {
  return (
    !isTry &&
    before.firstAt !== null &&
    before.state === next.verdict &&
    before.reason === next.reason &&
    before.level === next.level &&
    JSON.stringify(before.hint) === JSON.stringify(next.hint) &&
    before.latched.length === next.latched.length
  );
}

/** Numbers of the help ladder. */
const hintPace = {
  sameReasonTimes: 2,
  sameReasonMs: 60_000,
  solutionAfterMoreMs: 20_000,
  solutionAfterMs: 180_000,
} as const;

/** Whether a hint is to be looked for: the same reason a second time, or for a minute. */
export function wantsHint(before: StepRecord, verdict: StepVerdict, trigger: Trigger, at: number): boolean {
  if (verdict.verdict !== 'failed' || before.reason === null || before.reason !== reasonOf(verdict)) return false;
  const comesAgain = trigger === 'check' || trigger === 'answer' || trigger === 'deed';
  const times = before.reasonCount + (comesAgain ? 1 : 0);
  return times >= hintPace.sameReasonTimes || at - (before.reasonAt ?? at) >= hintPace.sameReasonMs;
}

/** When the solution may be opened at the earliest, ms since 1970; null before the step was begun. */
export function solutionAt({ level, levelAt, firstAt }: Pick<StepRecord, 'level' | 'levelAt' | 'firstAt'>): number | null {
  if (level >= 3) return levelAt;
  const byTime = firstAt === null ? null : firstAt + hintPace.solutionAfterMs;
  const byMore = level === 2 && levelAt !== null ? levelAt + hintPace.solutionAfterMoreMs : null;
  return byTime === null ? byMore : byMore === null ? byTime : Math.min(byTime, byMore);
}
