import { useTranslations } from 'next-intl';
import type { StepId } from '@/lib/shared/operations';
import { stepIds } from '@/lib/shared/step-ids';

const isStep = (id: string): id is StepId => (stepIds as readonly string[]).includes(id);

/** The name of a step; its id for one that this page does not know yet. */
export function useStepName(): (id: string) => string {
  const t = useTranslations('operations.step');
  return (id) => (isStep(id) ? t(id) : id);
}
