import type { HealthSample } from './health';

/** Samples kept of each node: five minutes while somebody looks, half an hour while nobody does. */
export const healthHistoryLength = 60;

/** What a sample gives reason to look at. */
export interface HealthConcern {
  about: 'disk' | 'memory' | 'load' | 'latency';
  level: 'warn' | 'alarm';
}

/**
 * From where on a value is worth a word, and an alarm: parts of the whole for disk and memory, tasks per processor for load, ms for the
 * round trip. A pull of an image needs twice its size for a moment; the kernel begins to kill when the last memory goes.
 */
const healthThresholds = {
  disk: { warn: 0.9, alarm: 0.97 },
  memory: { warn: 0.9, alarm: 0.97 },
  load: { warn: 4, alarm: 16 },
  latency: { warn: 250, alarm: 1_500 },
} as const;

/** What is worth a word, the worst first; empty for a node that is well. */
export function healthConcerns(sample: HealthSample): HealthConcern[] {
  const part = (used: number | null, total: number | null) => (used === null || !total ? null : used / total);
  const values = {
    disk: part(sample.diskUsedBytes, sample.diskTotalBytes),
    memory: part(sample.memoryUsedBytes, sample.memoryTotalBytes),
    load: part(sample.load1, sample.cpus),
    latency: sample.latencyMs,
  };
  const concerns: HealthConcern[] = [];
  for (const about of ['disk', 'memory', 'load', 'latency'] as const) {
    const value = values[about];
    const { warn, alarm } = healthThresholds[about];
    if (value !== null && value >= warn) concerns.push({ about, level: value >= alarm ? 'alarm' : 'warn' });
  }
  return concerns.sort((a, b) => Number(b.level === 'alarm') - Number(a.level === 'alarm'));
}
