import type { Trigger } from './judgement';
import { triggers } from './judgement';

/** What an evaluation is asked for: why, and steps that somebody waits for. */
export interface Asked {
  trigger: Trigger;
  steps: ReadonlySet<string>;
}
interface Lane {
  running: Promise<void>;
  queued: { asked: { trigger: Trigger; steps: Set<string> }; done: Promise<void> } | null;
}

/**
 * One evaluation in flight for each student, and one queued: what comes meanwhile joins the queued one, which begins after it and so sees
 * everything that was done before it was asked for.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #work: (key: string, asked: Asked) => Promise<void>;

  /** @param work never rejects */
  constructor(work: (key: string, asked: Asked) => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when an evaluation that began after this call is over. */
  ask(key: string, trigger: Trigger, step?: string): Promise<void> {
    const steps = new Set(step === undefined ? [] : [step]);
    const lane = this.#lanes.get(key);
    if (!lane) {
      const running = this.#work(key, { trigger, steps }).finally(() => this.#next(key));
      this.#lanes.set(key, { running, queued: null });
      return running;
    }
    if (lane.queued) {
      const { asked } = lane.queued;
      asked.trigger = triggers.indexOf(trigger) < triggers.indexOf(asked.trigger) ? trigger : asked.trigger;
      for (const each of steps) asked.steps.add(each);
      return lane.queued.done;
    }
    const asked = { trigger, steps };
    const done = lane.running.then(() => this.#work(key, asked)).finally(() => this.#next(key));
    lane.queued = { asked, done };
    return done;
  }

  /** The queued one has begun, or nothing is left. */
  #next(key: string): void {
    const lane = this.#lanes.get(key);
    if (!lane) return;
    if (lane.queued) this.#lanes.set(key, { running: lane.queued.done, queued: null });
    else this.#lanes.delete(key);
  }

  /** How many evaluations run or wait. */
  get size(): number {
    return this.#lanes.size;
  }

  /** Resolves when all that was asked for so far is over. */
  async settled(): Promise<void> {
    while (this.#lanes.size > 0)
      await Promise.allSettled([...this.#lanes.values()].map((lane) => lane.queued?.done ?? lane.running));
  }
}
