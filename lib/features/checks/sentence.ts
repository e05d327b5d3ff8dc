import { createTranslator } from 'use-intl/core';
import type { CheckHint } from '@/lib/shared/check-reasons';
import type { Locale } from '@/lib/shared/common';
import en from '@/lib/shared/messages/en/checks.json';
import ko from '@/lib/shared/messages/ko/checks.json';
import type { Verdict } from './kind';
import type { CheckKind } from './spec';

/** Texts of `checks.json` in one language. */
export type CheckTexts = (key: string, values?: Record<string, string>) => string;

export function checkTexts(locale: Locale): CheckTexts {
  const t = createTranslator({ locale, messages: locale === 'ko' ? ko : en });
  return t as unknown as CheckTexts;
}

/** A verdict as one sentence: what was wanted, what was found, and where; of one that could not be given, why. */
export function sayVerdict(t: CheckTexts, kind: CheckKind | 'any', verdict: Verdict): string {
  if (verdict.verdict === 'errored') return t(`cause.${verdict.cause}`);
  const { wanted, found, where } = { wanted: undefined, where: undefined, ...verdict };
  const nothing = t('nothing');
  return t(`reason.${verdict.reason}`, {
    kind: t(`kind.${kind}`),
    wanted: wanted || nothing,
    found: found || nothing,
    where: where || nothing,
  });
}

/** What the panel itself sees in a red step. */
export const sayHint = (t: CheckTexts, hint: { code: CheckHint; found?: string }): string =>
  t(`hint.${hint.code}`, { found: hint.found ?? t('nothing') });
