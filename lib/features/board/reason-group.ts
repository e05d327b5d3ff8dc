import type { ReasonFacts, StepRecord } from '@/lib/features/progress/step-record';

/** Students whom one reason stops at one step. */
export interface ReasonGroup {
  lessonId: string;
  stepId: string;
  reason: string;
  userIds: string[];
  /** What all of them have in common, {@link differs} where they do not; null where nothing was kept of one. */
  facts: ReasonFacts | null;
  /** What was found, where that differs. */
  found: Array<{ value: string; users: number }>;
}

/** Stands for a value that is not the same for all of a group. */
export const differs = '…';
/** Values of a group that are told apart; the rest is counted with nobody. */
const valuesMax = 5;

/** Those who stand at the same step for the same reason, and what was wanted of and found at them. Pure. @returns null of nobody */
export function groupOf(members: ReadonlyArray<{ userId: string; here: StepRecord }>): ReasonGroup | null {
  const [first] = members;
  if (!first?.here.reason) return null;
  const { lessonId, stepId, reason } = first.here;
  const all = members.map(({ here }) => here.because);
  const known = all.filter((facts) => facts !== null);
  const common = (of: 'wanted' | 'found' | 'where') => {
    const values = new Set(known.map((facts) => facts[of]));
    const [only] = values;
    if (values.size > 1) return { [of]: differs };
    return only === undefined ? {} : { [of]: only };
  };
  const [facts] = known;
  return {
    ...{ lessonId, stepId, reason, userIds: members.map(({ userId }) => userId), found: foundIn(known) },
    facts:
      facts && known.length === all.length
        ? { kind: facts.kind, ...common('wanted'), ...common('found'), ...common('where') }
        : null,
  };
}

function foundIn(known: readonly ReasonFacts[]): ReasonGroup['found'] {
  const counts = new Map<string, number>();
  for (const { found } of known) if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  if (counts.size < 2) return [];
  return [...counts]
    .map(([value, users]) => ({ value, users }))
    .sort((a, b) => b.users - a.users || (a.value < b.value ? -1 : 1))
    .slice(0, valuesMax);
}
