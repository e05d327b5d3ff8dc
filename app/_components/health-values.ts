import type { HealthSample } from '@/lib/shared/health';

export const healthTopics = ['load', 'memory', 'disk', 'latency'] as const;
export type HealthTopic = (typeof healthTopics)[number];

/** One value of a sample: tasks for load, a part of the whole for memory and disk, ms for latency. */
export function healthValue(sample: HealthSample, topic: HealthTopic): number | null {
  const part = (used: number | null, total: number | null) => (used === null || !total ? null : used / total);
  if (topic === 'load') return sample.load1;
  if (topic === 'latency') return sample.latencyMs;
  return topic === 'memory'
    ? part(sample.memoryUsedBytes, sample.memoryTotalBytes)
    : part(sample.diskUsedBytes, sample.diskTotalBytes);
}

/** How full a bar for this value is, 0 to 1: load counts as full when every processor has a task. Null when nobody knows. */
export function healthFill(sample: HealthSample, topic: Exclude<HealthTopic, 'latency'>): number | null {
  const value = healthValue(sample, topic);
  if (value === null) return null;
  return Math.min(1, topic === 'load' ? value / (sample.cpus ?? 1) : value);
}

/** Rounded down, so that 99.6 % does not read as full. */
export const wholePercent = (part: number): number => Math.floor(part * 100);

/** Digits after the point: enough to see a change, not more than can be trusted. */
export const loadDigits = (load: number): number => (load >= 10 ? 0 : load >= 1 ? 1 : 2);
export const latencyDigits = (ms: number): number => (ms >= 10 ? 0 : 1);
