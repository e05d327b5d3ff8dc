import type { Runtime } from '@/lib/core/runtime';
import type { ContainerUsage } from './container-usage';
import { StatsStream } from './stats-stream';
import { UsagePoll } from './usage-poll';

export interface ContainerUsageDeps extends Pick<Runtime, 'bus' | 'log' | 'fleet'> {
  random?: () => number;
}

const keyOf = (nodeId: string, containerId: string): string => `${nodeId}/${containerId}`;

export function createContainerUsage({ bus, log, fleet, random = Math.random }: ContainerUsageDeps): ContainerUsage {
  const deps = { fleet, log, random };
  const streams = new Map<string, StatsStream>();
  const polls = new Map<string, UsagePoll>();

  /** @returns the function that ends one, and forgets it where no later one took its place */
  const keep = <T extends StatsStream | UsagePoll>(held: Map<string, T>, key: string, one: T): (() => void) => {
    held.get(key)?.end();
    held.set(key, one);
    return () => {
      one.end();
      if (held.get(key) === one) held.delete(key);
    };
  };

  const subscriptions = [
    bus.subscribe('node.changed', ({ nodeId }) => {
      for (const stream of streams.values()) if (stream.nodeId === nodeId) stream.wake();
    }),
    bus.subscribe('node.deleted', ({ nodeId }) => {
      for (const one of [...streams.values(), ...polls.values()]) if (one.nodeId === nodeId) one.end();
    }),
  ];

  return {
    statsNow: (nodeId, containerId) => streams.get(keyOf(nodeId, containerId))?.now ?? null,
    watchStats: (nodeId, containerId, listener) =>
      keep(streams, keyOf(nodeId, containerId), new StatsStream(deps, nodeId, containerId, listener)),
    usageNow: (nodeId) => polls.get(nodeId)?.now ?? { nodeId, items: [] },
    watchUsage: (nodeId, listener) => keep(polls, nodeId, new UsagePoll(deps, nodeId, listener)),
    stop() {
      for (const end of subscriptions) end();
      for (const one of [...streams.values(), ...polls.values()]) one.end();
      streams.clear();
      polls.clear();
    },
  };
}
