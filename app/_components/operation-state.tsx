'use client';

import { useTranslations } from 'next-intl';
import { StateWord, type Tone } from './state-word';
import type { JobStep } from '@/lib/shared/jobs';
import type { OperationDto, OperationState } from '@/lib/shared/operations';

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

/** Where some nodes failed and others did not, that is said: one machine that is off does not make a failure of thirty. */
export function OperationStateWord({ operation: { state, nodes } }: { operation: Pick<OperationDto, 'state' | 'nodes'> }) {
  const t = useTranslations('operations.state');
  if (state === 'failed' && nodes.done > 0) return <StateWord tone="warn">{t('partly')}</StateWord>;
  return <StateWord tone={operationTones[state]}>{t(state)}</StateWord>;
}

export function StepStateWord({ state }: { state: JobStep['state'] }) {
  const t = useTranslations('operations.cell');
  return <StateWord tone={cellTones[state]}>{t(state)}</StateWord>;
}
