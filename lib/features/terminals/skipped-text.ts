import { createTranslator } from 'use-intl/core';
import type { Locale } from '@/lib/shared/common';
import en from '@/lib/shared/messages/en/terminal.json';
import ko from '@/lib/shared/messages/ko/terminal.json';

/** The line that stands in a terminal in place of dropped output. */
export function skippedText(locale: Locale, bytes: number): string {
  const t = createTranslator({ locale, messages: locale === 'ko' ? ko : en });
  return t('skipped', { kilobytes: Math.round(bytes / 1000) });
}
