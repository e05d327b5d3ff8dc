import type { ContainerStats } from './containers';

/** What a container uses, of two samples of its counters. */
export interface StatsRate {
  /** ms since 1970, by the node's clock. */
  at: number;
  /** As `docker stats` prints it: 100 is one CPU (docker/cli, cli/command/container/stats_helpers.go, `calculateCPUPercentUnix`). */
  cpuPercent: number;
  memoryBytes: number;
  netReceivedPerS: number;
  netSentPerS: number;
  blockReadPerS: number;
  blockWrittenPerS: number;
  pids: number;
}

/** @returns null where the two do not tell it: the container was started between them, or does not run */
export function rateOf(before: ContainerStats, after: ContainerStats): StatsRate | null {
  if (before.at === null || after.at === null) return null;
  const at = Date.parse(after.at);
  const seconds = (at - Date.parse(before.at)) / 1000;
  const cpu = after.cpuNs - before.cpuNs;
  const system = after.systemNs - before.systemNs;
  // Counters begin anew with each start.
  if (seconds <= 0 || cpu < 0) return null;
  const perSecond = (key: 'netReceivedBytes' | 'netSentBytes' | 'blockReadBytes' | 'blockWrittenBytes'): number =>
    Math.max(0, after[key] - before[key]) / seconds;
  return {
    at,
    // Docker 20.10 says in a single sample nothing of the time that all CPUs had: it is as long as the clock says.
    cpuPercent: system > 0 ? (cpu / system) * after.cpus * 100 : after.systemNs > 0 ? 0 : (cpu / (seconds * 1e9)) * 100,
    ...{ memoryBytes: after.memoryBytes, pids: after.pids },
    netReceivedPerS: perSecond('netReceivedBytes'),
    netSentPerS: perSecond('netSentBytes'),
    blockReadPerS: perSecond('blockReadBytes'),
    blockWrittenPerS: perSecond('blockWrittenBytes'),
  };
}

/**
 * How the reading of a container's counters is: `opening`, nothing came yet; `reading`; `untold`, it runs and Docker counts nothing of it
 * (a node without cgroups); `lost`, Docker or the node is away and is tried again; `stopped`, it does not run, and is read again when it does;
 * `gone`, it was removed.
 */
export type StatsState = 'opening' | 'reading' | 'untold' | 'lost' | 'stopped' | 'gone';

/** The counters of one container as they were read last. */
export interface StatsNow {
  nodeId: string;
  containerId: string;
  state: StatsState;
  /** Null before the first one. */
  sample: ContainerStats | null;
}

/** What one container uses. */
export interface ContainerUse {
  id: string;
  /** As in {@link StatsRate}; null after the first sample, which tells no rate. */
  cpuPercent: number | null;
  memoryBytes: number;
  memoryLimitBytes: number;
}

/** What the running containers of a node use; one that Docker counts nothing of is not in it. */
export interface NodeUsage {
  nodeId: string;
  items: ContainerUse[];
}
