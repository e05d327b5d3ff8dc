import type { ContainerDto } from '@/lib/shared/containers';
import type { ContainerDetail } from './containers';
import type { ListedContainer } from './present-containers';
import type { DockerEvent } from './system';

/** Containers that are asked for their start at the same time. */
const atOnce = 4;
/** The text of a list is cut to whole units, and Docker's clock to whole seconds: what differs by less is the same start. */
const toleranceSeconds = 5;

type Inspect = (id: string) => Promise<ContainerDetail>;

/**
 * When each running container was started. The Engine's list has no such field, only an age in words that is old as soon as it is
 * sent. So each is looked at once, or its `start` event is believed, and again when the words of a later list say otherwise.
 */
export class StartTimes {
  readonly #known = new Map<string, number>();

  /** @param event of a container; its time is the node's clock */
  hear({ action, id, atMs }: DockerEvent): void {
    if (action === 'die') this.#known.delete(id);
    if (action !== 'start' || atMs <= 0) return;
    const before = this.#known.get(id);
    // Docker tells of a start a moment after it: one that was looked at already is not told anew.
    if (before === undefined || Math.abs(atMs - before) > toleranceSeconds * 1000) this.#known.set(id, atMs);
  }

  /**
   * The listed containers with their starts.
   * @param nodeNowMs the node's clock when it answered the list, null when it did not say
   * @param inspect asks for one of them, for its start
   */
  async fill(listed: ListedContainer[], nodeNowMs: number | null, inspect: Inspect): Promise<ContainerDto[]> {
    const running = listed.filter((c) => c.state === 'running' || c.state === 'paused');
    const ids = new Set(running.map((c) => c.id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    const unknown = running.filter((c) => !this.#agrees(c, nodeNowMs));
    const work = unknown.values();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const { id } of work) await this.#look(id, inspect);
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
  async #look(id: string, inspect: Inspect): Promise<void> {
    const detail = await inspect(id).catch(() => null);
    if (detail?.startedAt) this.#known.set(id, Date.parse(detail.startedAt));
    else this.#known.delete(id);
  }
}
