import type { TruthRead } from '@/lib/features/checks/truths';
import type { StepPlan } from './plan';

/** A right answer as a student would write it, or null where the node does not say. Pure. */
export function rightAnswer({ kind, choices, truth }: StepPlan['questions'][number], read: TruthRead): string | null {
  if (read === null) return null;
  const truths = [read].flat().map(String);
  if (truth.of === 'directory.names') return truths.join(' ');
  if (choices) return truths.find((value) => choices.some((choice) => choice.value === value)) ?? null;
  const [first = null] = truths;
  // As `docker images` shows it.
  return kind === 'digest' ? (first?.replace(/^sha256:/, '').slice(0, 12) ?? null) : first;
}
