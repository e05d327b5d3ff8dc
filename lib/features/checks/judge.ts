import type { Kind, LessonStart, Verdict } from './kind';
import { kinds } from './kinds';
import type { BasicCheck, CheckKind, CheckSpec } from './spec';
import { isTrouble } from './trouble';

/** Facts of `any`: those of each of its checks, in order. */
interface AnyFacts {
  of: unknown[];
}

/** The kind of a check, for whoever has only its name. */
export const kindOf = (is: CheckKind): Kind => kinds[is] as unknown as Kind;

/**
 * What became of a check, from its facts alone: pure, so that stored facts can be judged again.
 * @param facts as {@link Kind.ask} gave them, or a `Trouble`
 */
export function judge(spec: CheckSpec, facts: unknown, start: LessonStart | null): Verdict {
  return spec.not ? inverted(plain(spec, facts, start)) : plain(spec, facts, start);
}

function plain(spec: CheckSpec, facts: unknown, start: LessonStart | null): Verdict {
  if (isTrouble(facts)) return { verdict: 'errored', cause: facts.trouble, ...(facts.detail && { detail: facts.detail }) };
  if (spec.is === 'any') {
    const all = spec.of.map((one, index) => judge(one, (facts as AnyFacts).of[index], start));
    return all.find((v) => v.verdict === 'passed') ?? all.find((v) => v.verdict === 'errored') ?? (all[0] as Verdict);
  }
  return kindOf(spec.is).conclude(spec as BasicCheck, facts, start);
}

function inverted(verdict: Verdict): Verdict {
  if (verdict.verdict === 'errored') return verdict;
  if (verdict.verdict === 'failed') return { verdict: 'passed', reason: 'inverted' };
  return { verdict: 'failed', reason: 'inverted', ...(verdict.found !== undefined && { found: verdict.found }) };
}
