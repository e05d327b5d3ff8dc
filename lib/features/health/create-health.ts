import { createLimit } from '@/lib/core/async/limit';
import type { Bus } from '@/lib/gateways/bus/bus';
import type { Logger } from '@/lib/core/log';
import type { Fleet } from '@/lib/fleet/fleet';
import type { HealthSample } from '@/lib/shared/health';
import { healthHistoryLength } from '@/lib/shared/health-concerns';
import { sshWorks } from '@/lib/shared/node-states';
import type { NodeState } from '@/lib/shared/nodes';
import type { Health } from './health';
import { readSample } from './read-sample';

/** Sampling interval while somebody watches the node, and while nobody does, in ms. */
export const paceMs = { watched: 5_000, unwatched: 30_000 } as const;
/** How often due nodes are looked up, in ms. */
const tickMs = 500;
/** Concurrency limit of sampling, in nodes. */
const nodesAtOnce = 64;

export interface HealthDeps {
  fleet: Pick<Fleet, 'ssh' | 'status'>;
  bus: Bus;
  log: Logger;
  now(): Date;
  random?: () => number;
}

interface Entry {
  samples: HealthSample[];
  /** The samples belong to the connection there is now. */
  current: boolean;
  connected: boolean;
  asking: boolean;
  /** By the monotonic clock, as all of the pacing: a clock that is set back would stop it for as long. */
  dueAt: number;
  sampledAt: number;
}

export function createHealth({ fleet, bus, log, now, random = Math.random }: HealthDeps): Health {
  const entries = new Map<string, Entry>();
  const watched = new Set<string>();
  const endings: Array<() => void> = [];
  const limit = createLimit(nodesAtOnce);

  const pace = (nodeId: string) => (watched.has(nodeId) ? paceMs.watched : paceMs.unwatched);

  /** Newly connected: at once when somebody looks, else some time within the pace, so that a thousand nodes are not asked in one breath. */
  function follow(nodeId: string, state: NodeState): void {
    const connected = sshWorks(state);
    const entry = entries.get(nodeId) ?? { samples: [], current: false, connected: false, asking: false, dueAt: 0, sampledAt: 0 };
    if (connected === entry.connected) return;
    entries.set(nodeId, entry);
    entry.connected = connected;
    entry.current = false;
    entry.dueAt = performance.now() + (watched.has(nodeId) ? 0 : random() * paceMs.unwatched);
  }

  function tick(): void {
    const time = performance.now();
    for (const [nodeId, entry] of entries) {
      if (!entry.connected || entry.asking || entry.dueAt > time) continue;
      entry.asking = true;
      void limit(() => ask(nodeId, entry));
    }
  }

  /** A node that answers slowly is asked again only after its answer. */
  async function ask(nodeId: string, entry: Entry): Promise<void> {
    try {
      const ssh = await fleet.ssh(nodeId);
      const sample = await readSample(ssh, fleet.status(nodeId).docker?.rootDir ?? null, now());
      if (entry.connected && entries.get(nodeId) === entry) keep(nodeId, entry, sample);
    } catch (error) {
      // Lost meanwhile: the fleet says so itself.
      log.debug({ error, nodeId }, 'a node could not be sampled');
    } finally {
      entry.asking = false;
      entry.dueAt = performance.now() + pace(nodeId);
    }
  }

  function keep(nodeId: string, entry: Entry, sample: HealthSample): void {
    entry.current = true;
    entry.sampledAt = performance.now();
    entry.samples.push(sample);
    if (entry.samples.length > healthHistoryLength) entry.samples.shift();
    bus.publish('node.sampled', { nodeId, sample });
  }

  return {
    start() {
      endings.push(
        bus.subscribe('node.changed', ({ nodeId, state }) => follow(nodeId, state)),
        bus.subscribe('node.deleted', ({ nodeId }) => {
          entries.delete(nodeId);
          watched.delete(nodeId);
        }),
      );
      const timer = setInterval(tick, tickMs);
      timer.unref();
      endings.push(() => clearInterval(timer));
    },
    stop() {
      for (const end of endings) end();
    },
    latest(nodeId) {
      const entry = entries.get(nodeId);
      return entry?.connected && entry.current ? (entry.samples.at(-1) ?? null) : null;
    },
    history: (nodeId) => [...(entries.get(nodeId)?.samples ?? [])],
    watch(nodeId, on) {
      if (!on) {
        watched.delete(nodeId);
        return;
      }
      watched.add(nodeId);
      const entry = entries.get(nodeId);
      // A watched node is sampled within the watched interval.
      if (entry) entry.dueAt = Math.min(entry.dueAt, dueFor(entry, performance.now()));
    },
  };

  function dueFor(entry: Entry, time: number): number {
    return entry.current ? Math.max(time, entry.sampledAt + paceMs.watched) : time;
  }
}
