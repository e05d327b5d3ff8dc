import type { Trigger } from './judgement';
import { triggers } from './judgement';

/** What an evaluation is asked for: why, and steps that somebody waits for. */
export interface Asked {
  trigger: Trigger;
  steps: ReadonlySet<string>;
}
interface Running {
  running: Promise<void>;
  queued: { asked: { trigger: Trigger; steps: Set<string> }; done: Promise<void> } | null;
}

/**
 * One evaluation in flight for each student, and one queued: what comes meanwhile joins the queued one, which begins after it and so sees
 * everything that was done before it was asked for.
 */
export class EvaluationQueue {
  readonly #students = new Map<string, Running>();
  readonly #work: (key: string, asked: Asked) => Promise<void>;

  /** @param work never rejects */
  constructor(work: (key: string, asked: Asked) => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when an evaluation that began after this call is over. */
  ask(key: string, trigger: Trigger, step?: string): Promise<void> {
    const steps = new Set(step === undefined ? [] : [step]);
    const student = this.#students.get(key);
    if (!student) {
      const running = this.#work(key, { trigger, steps }).finally(() => this.#next(key));
      this.#students.set(key, { running, queued: null });
      return running;
    }
    if (student.queued) {
      const { asked } = student.queued;
      asked.trigger = triggers.indexOf(trigger) < triggers.indexOf(asked.trigger) ? trigger : asked.trigger;
      for (const each of steps) asked.steps.add(each);
      return student.queued.done;
    }
    const asked = { trigger, steps };
    const done = student.running.then(() => this.#work(key, asked)).finally(() => this.#next(key));
    student.queued = { asked, done };
    return done;
  }

  /** The queued one has begun, or nothing is left. */
  #next(key: string): void {
    const student = this.#students.get(key);
    if (!student) return;
    if (student.queued) this.#students.set(key, { running: student.queued.done, queued: null });
    else this.#students.delete(key);
  }

  /** How many evaluations run or wait. */
  get size(): number {
    return this.#students.size;
  }

  /** Resolves when all that was asked for so far is over. */
  async settled(): Promise<void> {
    while (this.#students.size > 0)
      await Promise.allSettled([...this.#students.values()].map((student) => student.queued?.done ?? student.running));
  }
}
