import type { Runtime } from '@/lib/core/runtime';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import { createBatchWriter } from '@/lib/features/progress/batch-writer';
import { type StepRecord, untouched } from '@/lib/features/progress/step-record';
import { type Look, type StepChange, storeChanges, type Stored } from '@/lib/features/progress/store-judgement';
import { cellByte } from '@/lib/shared/board-cells';

interface Student {
  id: string;
  name: string;
}
interface ClassOptions {
  classId: string;
  students: readonly Student[];
  steps: ReadonlyArray<{ lessonId: string; stepId: string }>;
  courseHash: string;
  /** Judgements go through the writer of progress; else they are told of on the bus, as after that. */
  stored: boolean;
}
/** One cell that turned, and when that was asked for. */
export interface Turned {
  row: number;
  column: number;
  state: number;
  atMs: number;
}

const turns = ['working', 'failed', 'passed'] as const;
type Turn = (typeof turns)[number];

/** Students who take a course step by step, by turns: each step is begun, turns red, and turns green. */
export class ClassAtWork {
  readonly changes: Turned[] = [];
  readonly #runtime: Runtime;
  readonly #options: ClassOptions;
  readonly #running = new Set<Promise<unknown>>();
  readonly #write: (change: StepChange) => Promise<Stored>;
  readonly #startedMs = performance.now();

  constructor(runtime: Runtime, options: ClassOptions) {
    this.#runtime = runtime;
    this.#options = options;
    let last = Date.now();
    const tick = (): Date => {
      last = Math.max(Date.now(), last + 1);
      return new Date(last);
    };
    const { db, newId } = runtime;
    // As lib/features/progress/create-progress.ts stores what it judged.
    this.#write = createBatchWriter({ db }).together((tx, changes: readonly StepChange[]) =>
      storeChanges(tx, { newId, tick }, changes),
    );
  }

  /** Makes the changes that are due by now. */
  advance(changesASecond: number): void {
    const due = ((performance.now() - this.#startedMs) / 1_000) * changesASecond;
    while (this.changes.length < due) this.#change(this.changes.length);
  }

  /** Resolves when all that was asked for is stored. @throws what became of a change that was not */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  #change(number: number): void {
    const { students, steps, stored } = this.#options;
    const row = number % students.length;
    const turn = Math.floor(number / students.length);
    const column = Math.floor(turn / turns.length) % steps.length;
    const state = turns[turn % turns.length] as Turn;
    const [student, step] = [students[row] as Student, steps[column] as ClassOptions['steps'][number]];
    const how = state === 'passed' ? ('alone' as const) : null;
    this.changes.push({ row, column, state: cellByte({ state, how }), atMs: performance.timeOrigin + performance.now() });
    if (stored) this.#store(student, step, state);
    else this.#tell(student, step, { state, how });
  }

  #tell(student: Student, step: { lessonId: string; stepId: string }, now: Pick<StepRecord, 'state' | 'how'>): void {
    const at = Date.now();
    const reason = now.state === 'failed' ? { reason: 'image_missing', reasonCount: 1, reasonAt: at, tries: 1 } : {};
    const passedAt = now.state === 'passed' ? at : null;
    const record = { ...untouched(step.lessonId, step.stepId), ...now, ...reason, passedAt, revision: at, firstAt: at - 1 };
    this.#runtime.bus.publish('progress.changed', { classId: this.#options.classId, userId: student.id, record });
  }

  #store(student: Student, step: { lessonId: string; stepId: string }, state: Turn): void {
    const { classId, courseHash } = this.#options;
    const of = { classId, userId: student.id, ...step };
    const look: Look = {
      ...{ ...of, userName: student.name, round: 1, nodeId: student.id, courseHash, trigger: 'check', isFocus: true },
      ...{ verdict: verdictOf(state === 'passed'), hint: null, about: {}, truth: null },
    };
    const running = this.#write(state === 'working' ? { do: 'begin', of } : { do: 'judge', look })
      .then((stored) => {
        const { record } = stored ?? {};
        if (record) this.#runtime.bus.publish('progress.changed', { classId, userId: student.id, record });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function verdictOf(holds: boolean): StepVerdict {
  const verdict = holds
    ? ({ verdict: 'passed', reason: 'holds' } as const)
    : ({ verdict: 'failed', reason: 'image_missing', wanted: 'ubuntu' } as const);
  const check = { checkId: 'image', kind: 'image', verdict, facts: { images: [] } } as const;
  return { verdict: verdict.verdict, checks: [check], latched: [] };
}
