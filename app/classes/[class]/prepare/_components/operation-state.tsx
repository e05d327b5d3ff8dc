'use client';

import { useTranslations } from 'next-intl';
import { StateWord, type Tone } from '@/app/_components/state-word';
import type { JobStep } from '@/lib/shared/jobs';
import type { OperationState } from '@/lib/shared/operations';

const operationTones: Record<OperationState, Tone> = {
  running: 'busy',
  done: 'ready',
  failed: 'alarm',
  cancelled: 'away',
  interrupted: 'warn',
};
const cellTones: Record<JobStep['state'], Tone> = {
  waiting: 'away',
  checking: 'busy',
  ok: 'ready',
  planned: 'warn',
  running: 'busy',
  done: 'ready',
  failed: 'alarm',
  skipped: 'away',
  undone: 'alarm',
};

export function OperationStateWord({ state }: { state: OperationState }) {
  const t = useTranslations('operations.state');
  return <StateWord tone={operationTones[state]}>{t(state)}</StateWord>;
}

export function StepStateWord({ state }: { state: JobStep['state'] }) {
  const t = useTranslations('operations.cell');
  return <StateWord tone={cellTones[state]}>{t(state)}</StateWord>;
}
