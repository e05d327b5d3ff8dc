import type { Health } from '@/lib/features/health/health';
import type { HealthSample } from '@/lib/shared/health';

export const calmSample: HealthSample = {
  at: '2026-01-01T00:00:00.000Z',
  latencyMs: 1.5,
  load1: 0.2,
  cpus: 2,
  memoryUsedBytes: 1e9,
  memoryTotalBytes: 4e9,
  diskUsedBytes: 10e9,
  diskTotalBytes: 40e9,
  diskPath: '/var/lib/docker',
};

/** Every node is calm; who is being watched is noted. */
export type HealthDouble = Health & { watching: Set<string> };

export function createHealthDouble(): HealthDouble {
  const watching = new Set<string>();
  return {
    watching,
    start() {},
    stop() {},
    latest: () => calmSample,
    history: () => [calmSample],
    watch(nodeId, on) {
      if (on) watching.add(nodeId);
      else watching.delete(nodeId);
    },
  };
}
