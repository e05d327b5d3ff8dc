'use client';

import { useTranslations } from 'next-intl';
import { StateWord, type Tone } from '@/app/_components/state-word';
import type { DoctorLight, DoctorReport, FindingState } from '@/lib/shared/doctor';

export const lightTones: Record<DoctorLight, Tone> = { green: 'ready', amber: 'warn', red: 'alarm' };
export const findingTones: Record<FindingState, Tone> = {
  ok: 'ready',
  warn: 'warn',
  bad: 'alarm',
  unknown: 'away',
  skipped: 'away',
};

/** Is this node ready for the lesson, in a word and a shape? */
export function LightWord({ report }: { report: DoctorReport | null }) {
  const t = useTranslations('doctor.light');
  if (report?.state === 'running') return <StateWord tone="busy">{t('running')}</StateWord>;
  if (!report?.light) return <StateWord tone="away">{t('none')}</StateWord>;
  return <StateWord tone={lightTones[report.light]}>{t(report.light)}</StateWord>;
}
