import type { LayerWriteDto } from '@/lib/shared/layers';
import type { Writes } from './sample-writes';

/** Containers that one look counts: what each wrote may be a whole file system. */
const containersAtOnce = 40;
/** Of so many the last count is remembered: names of files are kept with it. */
const keptMost = 1_000;

type Counted = Writes & Pick<LayerWriteDto, 'takenAt'>;

/**
 * What the containers of a node have written, counted a batch at a time: each look counts those that were not counted for the longest time,
 * and the last count of the others stands.
 */
export class WritesRound {
  /** By container, the one that waits longest first; null where nothing was found. */
  readonly #held = new Map<string, Counted | null>();

  /** @param present all containers there are: what was known of others is forgotten. @returns those whose turn it is */
  next(present: ReadonlySet<string>): string[] {
    for (const id of this.#held.keys()) if (!present.has(id)) this.#held.delete(id);
    const waiting = [...[...present].filter((id) => !this.#held.has(id)), ...this.#held.keys()];
    const batch = waiting.slice(0, containersAtOnce);
    // At once: a batch that takes too long is not the next one, too, and another look meanwhile takes others.
    for (const id of batch) this.#put(id, this.#held.get(id) ?? null);
    for (const id of [...this.#held.keys()].slice(0, -keptMost)) this.#held.delete(id);
    return batch;
  }

  /** @param takenAt when this was counted */
  take(counts: ReadonlyMap<string, Writes>, takenAt: Date): void {
    // One that is gone meanwhile does not come back.
    for (const [id, writes] of counts) if (this.#held.has(id)) this.#held.set(id, { ...writes, takenAt: takenAt.toISOString() });
  }

  /** The last count of each container that is known of. */
  counts(): Map<string, Counted> {
    return new Map([...this.#held].filter((entry): entry is [string, Counted] => entry[1] !== null));
  }

  #put(id: string, counted: Counted | null): void {
    this.#held.delete(id);
    this.#held.set(id, counted);
  }
}
