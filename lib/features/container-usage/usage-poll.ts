import { mapLimited } from '@/lib/core/async/limit';
import { pauseFor } from '@/lib/core/async/wait';
import { isAppError } from '@/lib/core/errors';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ContainerStats } from '@/lib/shared/containers';
import { type ContainerUse, type NodeUsage, rateOf } from '@/lib/shared/container-usage';
import type { StatsDeps } from './stats-stream';

/** Containers of a node that are asked at the same time. */
const atOnce = 4;
/**
 * A round asks `GET /containers/ID/stats?one-shot=1` of each running container: the daemon reads some ten files of its cgroup and of its
 * network for that, a few milliseconds. The pause after a round is nine times as long as it took, so that the node is busy with it for a
 * tenth of the time at most, whether it has 2 containers or 500; ms.
 */
const pace = { least: 3_000, most: 30_000, restPerMs: 9 } as const;
/** A first round tells no CPU: the second comes sooner, ms. */
const secondMs = 1_000;

/** CPU and memory of all running containers of a node, asked in rounds for as long as somebody watches. */
export class UsagePoll {
  readonly nodeId: string;
  readonly #deps: StatsDeps;
  readonly #abort = new AbortController();
  #now: NodeUsage;

  constructor(deps: StatsDeps, nodeId: string, listener: (usage: NodeUsage) => void) {
    this.#deps = deps;
    this.nodeId = nodeId;
    this.#now = { nodeId, items: [] };
    void this.#run(listener, this.#abort.signal);
  }

  get now(): NodeUsage {
    return this.#now;
  }

  end(): void {
    this.#abort.abort();
  }

  async #run(listener: (usage: NodeUsage) => void, signal: AbortSignal): Promise<void> {
    let before = new Map<string, ContainerStats>();
    while (!signal.aborted) {
      const beganAt = performance.now();
      const isFirst = before.size === 0;
      let fresh = new Map<string, ContainerStats>();
      try {
        fresh = await this.#ask(await this.#deps.fleet.engine(this.nodeId), signal);
        if (signal.aborted) return;
        this.#now = { nodeId: this.nodeId, items: [...fresh].map(([id, sample]) => useOf(id, before.get(id), sample)) };
        listener(this.#now);
      } catch (error) {
        // The node is away: its page says so, and the next round tries again.
        this.#deps.log.debug({ error, nodeId: this.nodeId }, 'what the containers of a node use could not be read');
      }
      before = fresh;
      const rest = Math.min(pace.most, Math.max(pace.least, (performance.now() - beganAt) * pace.restPerMs));
      await pauseFor(isFirst && fresh.size > 0 ? Math.max(secondMs, rest / 3) : rest, signal);
    }
  }

  async #ask(engine: DockerEngine, signal: AbortSignal): Promise<Map<string, ContainerStats>> {
    const running = (this.#deps.fleet.status(this.nodeId).containers ?? []).filter(
      ({ state }) => state === 'running' || state === 'paused',
    );
    const found = new Map<string, ContainerStats>();
    await mapLimited(running, atOnce, async ({ id }) => {
      if (signal.aborted) return;
      try {
        const sample = await engine.containers.stats(id);
        if (sample.at !== null) found.set(id, sample);
      } catch (error) {
        // Removed meanwhile.
        if (!isAppError(error) || error.code !== 'container_not_found') throw error;
      }
    });
    return found;
  }
}

function useOf(id: string, before: ContainerStats | undefined, sample: ContainerStats): ContainerUse {
  const { memoryBytes, memoryLimitBytes } = sample;
  return { id, cpuPercent: (before && rateOf(before, sample)?.cpuPercent) ?? null, memoryBytes, memoryLimitBytes };
}
