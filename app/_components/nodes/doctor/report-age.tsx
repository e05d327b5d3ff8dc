'use client';

import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import type { DoctorClass } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import { ageOf } from './age-of';

/** How old the light of a class is, and which nodes are not as they were when they were examined. */
export function ReportAge({ report, nodes }: { report: DoctorClass; nodes: readonly NodeDto[] }) {
  const t = useTranslations('doctor');
  const { oldest, changed } = ageOf(report, nodes);
  if (oldest === null) return null;
  return (
    <>
      <span>{t.rich('examined', { time: () => <Ago at={oldest} /> })}</span>
      {changed.length > 0 && <strong>{t('changedSince', { count: changed.length, nodes: changed.join(', ') })}</strong>}
    </>
  );
}
