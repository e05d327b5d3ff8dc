import { createTranslator } from 'use-intl/core';
import type { Locale } from '@/lib/shared/common';
import type { DoctorFinding } from '@/lib/shared/doctor';
import en from '@/lib/shared/messages/en/doctor.json';
import ko from '@/lib/shared/messages/ko/doctor.json';

/** What a finding is about and what it says, for a reader without a browser. */
export function findingText(locale: Locale, { id, reason, params }: Pick<DoctorFinding, 'id' | 'reason' | 'params'>) {
  const t = createTranslator({ locale, messages: locale === 'ko' ? ko : en });
  return { name: t(`finding.${id}`), text: t(`reason.${reason}`, params as never) };
}
