import type { ContainerDto } from '@/lib/shared/containers';
import type { ContainerDetail } from '../engine';
import type { ListedContainer } from './present';

/** Containers that are asked for their start at the same time. */
const atOnce = 4;
/** The text of a list is cut to whole units, and Docker's clock to whole seconds: what differs by less is the same start. */
const toleranceSeconds = 5;

/**
 * When each running container was started. The Engine's list has no such field, only an age in words that is old as soon as it is
 * sent. So each is looked at once, or its `start` event is believed, and again when the words of a later list say otherwise.
 */
export class StartTimes {
  readonly #known = new Map<string, number>();
  readonly #inspect: (id: string) => Promise<ContainerDetail>;

  constructor(inspect: (id: string) => Promise<ContainerDetail>) {
    this.#inspect = inspect;
  }

  /** @param atMs of the `start` event, by the node's clock */
  started(id: string, atMs: number): void {
    const before = this.#known.get(id);
    // Docker tells of a start a moment after it: one that was looked at already is not told anew.
    if (before === undefined || Math.abs(atMs - before) > toleranceSeconds * 1000) this.#known.set(id, atMs);
  }

  ended(id: string): void {
    this.#known.delete(id);
  }

  /** @param nodeNowMs the node's clock when it answered the list, null when it did not say */
  async fill(listed: ListedContainer[], nodeNowMs: number | null): Promise<ContainerDto[]> {
    const running = listed.filter((c) => c.state === 'running' || c.state === 'paused');
    const ids = new Set(running.map((c) => c.id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    const unknown = running.filter((c) => !this.#agrees(c, nodeNowMs));
    const work = unknown.values();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const { id } of work) await this.#look(id);
      }),
    );
    return listed.map(({ upSeconds: _, ...container }) => {
      const at = ids.has(container.id) ? this.#known.get(container.id) : undefined;
      return at === undefined ? container : { ...container, startedAt: new Date(at).toISOString() };
    });
  }

  #agrees({ id, upSeconds }: ListedContainer, nodeNowMs: number | null): boolean {
    const at = this.#known.get(id);
    if (at === undefined) return false;
    if (upSeconds === null || nodeNowMs === null) return true;
    const age = (nodeNowMs - at) / 1000;
    return age >= upSeconds.least - toleranceSeconds && age <= upSeconds.most + toleranceSeconds;
  }

  /** A container that cannot be looked at has no known start: its row is right without. */
  async #look(id: string): Promise<void> {
    const detail = await this.#inspect(id).catch(() => null);
    if (detail?.startedAt) this.#known.set(id, Date.parse(detail.startedAt));
    else this.#known.delete(id);
  }
}
