import { setTimeout as pause } from 'node:timers/promises';
import { waitAtMost } from '@/lib/core/async/wait';
import { judge, kindOf } from './judge';
import type { Look, Verdict } from './kind';
import type { BasicCheck, CheckKind, CheckSpec } from './spec';
import { isTrouble, troubled, troubleOf } from './trouble';

/** How long a check may take, in ms. A jail is read file by file, each named by the one before. */
const deadlineMs = { usual: 5_000, jail: 15_000, script: 15_000 } as const;
const deadlineOf = (spec: BasicCheck): number =>
  spec.is === 'script' ? deadlineMs.script : spec.is === 'file' && spec.jail !== undefined ? deadlineMs.jail : deadlineMs.usual;
/** The most of its facts that is kept as evidence, as JSON. */
const evidenceMaxChars = 4_096;

export interface CheckVerdict {
  checkId: string;
  kind: CheckKind | 'any';
  verdict: Verdict;
  /** What it was concluded from, as JSON; null of one that had passed before. */
  facts: unknown;
}

export interface StepVerdict {
  verdict: 'passed' | 'failed' | 'errored';
  checks: CheckVerdict[];
  /** Ids of deeds and answers that have passed by now: what was done stays done. */
  latched: string[];
}

const latches: ReadonlySet<CheckKind | 'any'> = new Set(['deed', 'answer']);
/** A step without checks has nothing to fail. @param index of the check in its step, for one that was given no id */
const idOf = (spec: CheckSpec, index: number): string => spec.id ?? `${spec.is}-${index + 1}`;

/**
 * Judges one step: asks everything at once, so that its states hold at the same moment, and concludes. Deeds and answers that had passed are
 * not asked again. Never throws: what cannot be asked is `errored`.
 * @param step with its values filled in
 */
export async function evaluateStep(
  look: Look,
  step: { checks?: CheckSpec[] | undefined },
  latched: ReadonlySet<string>,
): Promise<StepVerdict> {
  const specs = step.checks ?? [];
  const checks = await Promise.all(specs.map((spec, index) => evaluateOne(look, spec, idOf(spec, index), latched)));
  const steady = await lookAgain(look, specs, checks);
  const verdicts = steady.map(({ verdict }) => verdict.verdict);
  return {
    verdict: verdicts.includes('failed') ? 'failed' : verdicts.includes('errored') ? 'errored' : 'passed',
    checks: steady,
    latched: [
      ...new Set([
        ...latched,
        ...steady.flatMap(({ checkId, kind, verdict }) => (latches.has(kind) && verdict.verdict === 'passed' ? [checkId] : [])),
      ]),
    ],
  };
}

/** One check by itself, a hint's condition for instance. Never throws. */
export async function evaluateCheck(look: Look, spec: CheckSpec): Promise<CheckVerdict> {
  return evaluateOne(look, spec, idOf(spec, 0), new Set());
}

async function evaluateOne(look: Look, spec: CheckSpec, checkId: string, latched: ReadonlySet<string>): Promise<CheckVerdict> {
  if (latches.has(spec.is) && latched.has(checkId))
    return { checkId, kind: spec.is, verdict: { verdict: 'passed', reason: 'holds' }, facts: null };
  const facts = await askInTime(look, spec, checkId);
  return { checkId, kind: spec.is, verdict: judge(spec, facts, look.start), facts: bounded(facts) };
}

/** What runs only for a moment was never running: those that ask for it are looked at once more, in a look of its own. */
async function lookAgain(look: Look, specs: readonly CheckSpec[], checks: CheckVerdict[]): Promise<CheckVerdict[]> {
  if (checks.some(({ verdict }) => verdict.verdict !== 'passed')) return checks;
  const waits = specs.map((spec) => (spec.is === 'container' && spec.stable ? Number.parseInt(spec.stable, 10) * 1000 : 0));
  const longest = Math.max(0, ...waits);
  if (longest === 0) return checks;
  await pause(longest);
  const later = look.again();
  return Promise.all(
    checks.map((check, index) => {
      const spec = specs[index];
      return spec && (waits[index] ?? 0) > 0 ? evaluateOne(later, spec, check.checkId, new Set()) : check;
    }),
  );
}

async function askInTime(look: Look, spec: CheckSpec, checkId: string): Promise<unknown> {
  if (spec.is === 'any') return { of: await Promise.all(spec.of.map((one) => askInTime(look, one, checkId))) };
  const ms = deadlineOf(spec) * (look.patience ?? 1);
  const withId = { ...spec, id: checkId } as BasicCheck;
  const ask = async () => ({ facts: await kindOf(spec.is).ask(look, withId) });
  const answer = await waitAtMost(
    ask().catch((error: unknown) => ({ facts: troubleOf(error) })),
    ms,
  );
  return answer ? answer.facts : troubled('deadline', `${ms} ms`);
}

/** Evidence stays small: of what is too long, its beginning. */
function bounded(facts: unknown): unknown {
  if (isTrouble(facts)) return facts;
  const text = JSON.stringify(facts) ?? 'null';
  return text.length <= evidenceMaxChars
    ? facts
    : { ...troubled('output_limit', 'evidence'), cut: text.slice(0, evidenceMaxChars) };
}
