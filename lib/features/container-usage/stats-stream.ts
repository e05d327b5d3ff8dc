import { backoffMs } from '@/lib/core/async/backoff';
import { pauseFor } from '@/lib/core/async/wait';
import { isAppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import type { ContainerStats } from '@/lib/shared/containers';
import type { StatsNow, StatsState } from '@/lib/shared/container-usage';

export interface StatsDeps extends Pick<Runtime, 'fleet' | 'log'> {
  /** In [0, 1). */
  random(): number;
}

/** A node that sends faster is read no faster: its stream is held up, ms. Docker sends a sample each second. */
const leastMs = 250;
/** Between two tries to open a stream again, ms. */
const retryMs = { first: 500, most: 5_000 } as const;

/** The counters of one container, read by one stream for as long as somebody watches them. */
export class StatsStream {
  readonly nodeId: string;
  readonly containerId: string;
  readonly #deps: StatsDeps;
  readonly #listener: (now: StatsNow) => void;
  readonly #abort = new AbortController();
  #now: StatsNow;
  #isReading = false;

  constructor(deps: StatsDeps, nodeId: string, containerId: string, listener: (now: StatsNow) => void) {
    this.#deps = deps;
    this.nodeId = nodeId;
    this.containerId = containerId;
    this.#listener = listener;
    const state = this.#runs() === false ? 'stopped' : 'opening';
    this.#now = { nodeId, containerId, state, sample: null };
    if (state === 'opening') this.#begin();
  }

  get now(): StatsNow {
    return this.#now;
  }

  /** The node's list of containers is another one: what had stopped may run now. */
  wake(): void {
    if (!this.#isReading && this.#runs()) this.#begin();
  }

  end(): void {
    this.#abort.abort();
  }

  #begin(): void {
    this.#isReading = true;
    void this.#read(this.#abort.signal).finally(() => {
      this.#isReading = false;
    });
  }

  async #read(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const engine = await this.#deps.fleet.engine(this.nodeId);
        for await (const sample of engine.containers.followStats(this.containerId, signal)) {
          if (signal.aborted) return;
          attempt = -1;
          // Docker goes on telling nothing of one that has stopped.
          if (sample.at === null && this.#runs() === false) return this.#tell('stopped');
          this.#tell(sample.at === null ? 'untold' : 'reading', sample);
          await pauseFor(leastMs, signal);
        }
        if (signal.aborted) return;
        // Docker ends the stream of one that was removed, and all of them when it ends itself.
        const runs = this.#runs();
        if (runs !== true) return this.#tell(runs === null ? 'gone' : 'stopped');
      } catch (error) {
        if (signal.aborted) return;
        if (isAppError(error) && error.code === 'container_not_found') return this.#tell('gone');
        this.#deps.log.debug({ error, nodeId: this.nodeId }, 'the counters of a container could not be read');
      }
      if (this.#now.state !== 'lost') this.#tell('lost');
      const restMs = backoffMs(Math.max(0, attempt), this.#deps.random(), retryMs.first, retryMs.most);
      await pauseFor(restMs, signal);
    }
  }

  #tell(state: StatsState, sample: ContainerStats | null = this.#now.sample): void {
    this.#now = { ...this.#now, state, sample };
    this.#listener(this.#now);
  }

  /** By the live model. @returns null for one that is not there, or where there is no list */
  #runs(): boolean | null {
    const found = this.#deps.fleet.status(this.nodeId).containers?.find(({ id }) => id === this.containerId);
    return found ? found.state === 'running' || found.state === 'paused' : null;
  }
}
