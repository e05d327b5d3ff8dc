import type { Runtime } from '@/lib/core/runtime';
import { evaluateCheck, evaluateStep } from '@/lib/features/checks/evaluate';
import type { LessonStart, Look } from '@/lib/features/checks/kind';
import { type LookOptions, openLook } from '@/lib/features/checks/open-look';
import { takeStart } from '@/lib/features/checks/start';
import { readTruth } from '@/lib/features/checks/truths';

/** The looking itself, apart from when it is done and what becomes of it. */
export interface Judge {
  open(options: LookOptions): Look;
  start(look: Look, lesson: Parameters<typeof takeStart>[1]): Promise<LessonStart>;
  step: typeof evaluateStep;
  check: typeof evaluateCheck;
  truth: typeof readTruth;
}

/** On real nodes. */
export const judgeOf = (runtime: Pick<Runtime, 'fleet' | 'terminals' | 'layerReaders' | 'deedLog' | 'now'>): Judge => ({
  open: (options) => openLook(runtime, options),
  start: takeStart,
  step: evaluateStep,
  check: evaluateCheck,
  truth: readTruth,
});
