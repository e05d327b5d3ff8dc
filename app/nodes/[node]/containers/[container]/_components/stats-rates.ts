import type { ContainerStats } from '@/lib/shared/containers';

/** What a container uses, of two samples of its counters. */
export interface StatsRate {
  /** ms since 1970, by the node's clock. */
  at: number;
  /** As `docker stats` prints it: 100 is one CPU (docker/cli, cli/command/container/stats_helpers.go). */
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
    cpuPercent: system > 0 ? (cpu / system) * after.cpus * 100 : 0,
    ...{ memoryBytes: after.memoryBytes, pids: after.pids },
    netReceivedPerS: perSecond('netReceivedBytes'),
    netSentPerS: perSecond('netSentBytes'),
    blockReadPerS: perSecond('blockReadBytes'),
    blockWrittenPerS: perSecond('blockWrittenBytes'),
  };
}
