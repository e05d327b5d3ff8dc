import { AppError, isAppError } from '@/lib/core/errors';
import type { JobLayer, JobStep, StepsProgress } from '@/lib/shared/jobs';
import type { Step, StepNode } from './step';

/** Of what a node said, so much is kept of each step. */
const detailMaxChars = 16 * 1024;
/** So long a cancelled step may take to come to a safe end of its own, in ms. */
const endMs = 4_000;

export interface RunOptions {
  /** Only look, and say what would be done. */
  dryRun: boolean;
  report(progress: StepsProgress): void;
  /** Asked before each step: somebody may have ended this from another process. @throws AppError `cancelled` */
  stillWanted?(): Promise<void>;
}

/**
 * Works through the steps on one node, in order: check → plan (dry run) or apply → verify. What is so already is left alone, so it may
 * be run again after any end. Stops at the first failure; a step that can be taken back is.
 * @throws AppError of the step that failed, `cancelled`
 */
export async function runSteps(steps: readonly Step[], node: StepNode, options: RunOptions): Promise<void> {
  const states: JobStep[] = steps.map(({ id }) => ({ id, state: 'waiting', detail: null, error: null }));
  /** Of the step that pulls: they stay, so that whoever looks at all nodes sees what this one has done. */
  let layers: readonly JobLayer[] = [];
  const set = (index: number, change: Partial<JobStep>, now?: readonly JobLayer[]) => {
    if (change.state === 'checking') layers = [];
    if (now && now.length > 0) layers = now;
    const before = states[index] as JobStep;
    const detail = change.detail === undefined ? before.detail : cut(change.detail);
    states[index] = { ...before, ...change, detail };
    options.report({ kind: 'steps', steps: [...states], layers: [...layers] });
  };
  for (const [index, step] of steps.entries()) {
    try {
      if (node.signal.aborted) throw new AppError('cancelled');
      await options.stillWanted?.();
      set(index, { state: 'checking' });
      const work = runStep(step, node, options.dryRun, (change, now) => set(index, change, now));
      await orCancelled(work, node.signal);
    } catch (error) {
      const known = isAppError(error) ? error : new AppError('internal', { cause: error });
      const undone = options.dryRun || node.signal.aborted ? null : await undo(step, node);
      const state = undone === null ? 'failed' : 'undone';
      for (let later = index + 1; later < steps.length; later++)
        states[later] = { ...(states[later] as JobStep), state: 'skipped' };
      set(index, {
        state,
        error: { code: known.code, detail: known.detail ?? null },
        ...(undone !== null && { detail: undone }),
      });
      throw error;
    }
  }
}

async function runStep(
  step: Step,
  node: StepNode,
  dryRun: boolean,
  set: (change: Partial<JobStep>, layers?: readonly JobLayer[]) => void,
): Promise<void> {
  const found = await step.check(node);
  if (found.ok) return set({ state: 'ok', detail: found.detail, ...(found.isPartial && { isPartial: true }) });
  if (dryRun) return set({ state: 'planned', detail: (await step.plan(node)).join('\n') });
  set({ state: 'running', detail: found.detail });
  const did = await step.apply(node, (detail, layers) => set({ detail }, layers));
  if (node.signal.aborted) throw new AppError('cancelled');
  const now = await (step.verify ?? step.check)(node);
  if (!now.ok) throw new AppError('step_failed', { detail: now.detail });
  const { detail, isPartial } = typeof did === 'string' ? { detail: did, isPartial: false } : did;
  set({ state: 'done', detail, ...(isPartial && { isPartial }) });
}

/**
 * A step that is cancelled ends itself where it can. One that cannot is given a moment to come to its end; after it the node is left to
 * finish alone what runs there (a package being unpacked), and the next run finds it.
 */
async function orCancelled(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const cancelled = new Promise<never>((_resolve, reject) => {
    stop = () => {
      timer = setTimeout(() => reject(new AppError('cancelled')), endMs);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    // Its end comes when nobody waits for it any more.
    work.catch(() => {});
  }
}

/** @returns what was put back; null when there was nothing, or the node does not let us. */
async function undo(step: Step, node: StepNode): Promise<string | null> {
  if (!step.undo) return null;
  try {
    return (await step.undo(node)) || null;
  } catch {
    return null;
  }
}

function cut(detail: string | null): string | null {
  if (detail === null || detail.length <= detailMaxChars) return detail;
  return `${detail.slice(0, detailMaxChars)}\n…`;
}
