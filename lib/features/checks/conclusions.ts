import type { CheckCause, CheckReason } from '@/lib/shared/check-reasons';
import type { Verdict } from './kind';

type Shown = string | number | boolean | readonly (string | number)[] | null | undefined;
const shown = (value: Shown): string | undefined => {
  if (value === null || value === undefined) return undefined;
  return (Array.isArray(value) ? value.join(' ') : String(value)).slice(0, 400);
};

export const passed = (found?: Shown): Verdict => {
  const text = shown(found);
  return { verdict: 'passed', reason: 'holds', ...(text !== undefined && { found: text }) };
};

/** @param more what was wanted, what was found, and of what; shown as they are */
export function failed(reason: CheckReason, more: { wanted?: Shown; found?: Shown; where?: Shown } = {}): Verdict {
  const texts = Object.entries(more).flatMap(([key, value]) => {
    const text = shown(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return { verdict: 'failed', reason, ...Object.fromEntries(texts) };
}

export const errored = (cause: CheckCause, detail?: string): Verdict => ({
  verdict: 'errored',
  cause,
  ...(detail && { detail }),
});

/** The first that does not hold. */
export const firstOf = (...verdicts: Array<Verdict | null | false | undefined>): Verdict | null =>
  verdicts.find((verdict): verdict is Verdict => Boolean(verdict)) ?? null;

export const asList = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

export const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, index) => word === b[index]);
