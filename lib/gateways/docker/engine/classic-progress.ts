import type { BuildStep } from '@/lib/shared/jobs';
import { clean } from './answer';
import { type BuildPicture, stepNameMaxChars, stepsMax } from './build-progress';
import { cutLogs, StepLog } from './step-log';
import { createTransferProgress } from './transfer-progress';

interface Step {
  id: string;
  name: string;
  state: BuildStep['state'];
  beganMs: number;
  ms: number | null;
  log: StepLog;
  /** That stood after it, as Docker shortens its id. */
  imageId: string | null;
}

/** What the classic builder says (moby builder/dockerfile, evaluator.go, dispatchers.go, internals.go). */
const begins = /^Step (\d+)\/\d+ : /;
const ends = /^ ---> ([a-f0-9]{12})\s*$/;
const fromCache = /^ ---> Using cache/;

/** Collects the lines of the classic builder into one picture: one step after the other, each with the image that stood after it. */
export function createClassicProgress(nowMs: () => number = () => performance.now()): BuildPicture {
  const steps: Step[] = [];
  let pull = createTransferProgress();
  let imageId: string | null = null;

  function begin(number: string, text: string): void {
    if (steps.length >= stepsMax) return;
    const name = clean(text, stepNameMaxChars);
    steps.push({ id: number, name, state: 'running', beganMs: nowMs(), ms: null, log: new StepLog(), imageId: null });
    pull = createTransferProgress();
  }

  function finish(state: BuildStep['state']): void {
    const step = steps.at(-1);
    if (step?.state !== 'running') return;
    step.state = state;
    step.ms = Math.round(nowMs() - step.beganMs);
  }

  function hear(text: string): boolean {
    const number = begins.exec(text)?.[1];
    if (number !== undefined) {
      finish('done');
      begin(number, text);
      return true;
    }
    const step = steps.at(-1);
    if (!step) return false;
    const made = ends.exec(text)?.[1];
    if (made !== undefined) {
      step.imageId = made;
      finish('done');
    } else if (fromCache.test(text)) {
      finish('cached');
      step.ms = null;
    }
    // The end of the line that a step begins with comes by itself.
    if (step.log.length > 0 || text.trim() !== '') step.log.take(Buffer.from(text));
    cutLogs(steps.map(({ log }) => log));
    return true;
  }

  return {
    take(line) {
      const made = (line.aux as { ID?: unknown } | null | undefined)?.ID;
      if (typeof made === 'string' && /^sha256:[a-f0-9]{64}$/.test(made)) imageId = made;
      if (typeof line.stream === 'string') return hear(line.stream);
      return pull.take(line);
    },
    end: (hasFailed) => finish(hasFailed ? 'failed' : 'cancelled'),
    imageId: () => imageId,
    made: () => ({
      by: 'images',
      steps: steps.flatMap((step) => (step.imageId === null ? [] : [{ id: step.id, imageId: step.imageId }])),
    }),
    picture: () => ({
      kind: 'build',
      steps: steps.map(({ id, name, state, ms, log }) => ({
        id,
        name,
        state,
        ms,
        log: log.text(),
        isCut: log.isCut,
        layer: null,
      })),
      layers: steps.at(-1)?.state === 'running' ? pull.picture().layers : [],
      imageId,
    }),
  };
}
