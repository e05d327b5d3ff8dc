import type { Runtime } from '@/lib/core/runtime';
import { nodeIdentity } from '@/lib/features/checks/asking/identity';
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
  /** The node's clock, ms since 1970; null while it does not tell. */
  clock(look: Look): Promise<number | null>;
  /** Which boot of the node it is; null where its shell is not believed. @throws AppError */
  bootId(look: Look): Promise<string | null>;
}

/** On real nodes. */
export const judgeOf = (runtime: Pick<Runtime, 'fleet' | 'terminals' | 'layerReaders' | 'deedLog' | 'now'>): Judge => ({
  open: (options) => openLook(runtime, options),
  start: takeStart,
  step: evaluateStep,
  check: evaluateCheck,
  truth: readTruth,
  clock: async (look) => (await look.host())?.clockMs ?? null,
  bootId: async (look) => (await nodeIdentity(look))?.bootId ?? null,
});
