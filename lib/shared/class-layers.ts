import type { JobDto, JobLayer } from './jobs';
import { layersOfJob } from './job-progress';

/** One layer, summed over the nodes that pull it. */
export interface ClassLayer {
  id: string;
  /** Fetched once, from outside, for all. */
  outside: boolean;
  /** Of all nodes that want it; null while its size is not known. */
  wantedBytes: number | null;
  doneBytes: number;
  nodesDone: number;
  nodesWanting: number;
}

export interface ClassLayers {
  layers: ClassLayer[];
  /** Names of the nodes whose part did not end well. */
  failed: string[];
}

const loaded: ReadonlySet<JobLayer['phase']> = new Set(['verifying', 'downloaded', 'extracting', 'complete']);
const ended: ReadonlySet<JobDto['state']> = new Set(['failed', 'cancelled', 'interrupted']);

/**
 * What a pull on many nodes has come to, layer by layer. A node that had a layer before wants nothing of it; one that has not begun wants
 * every layer of the class's registry; one that failed still wants what it has not got.
 */
export function classLayers(jobs: readonly JobDto[]): ClassLayers {
  const layers = new Map<string, ClassLayer & { size: number | null }>();
  for (const job of jobs)
    for (const { id, outside = false, totalBytes } of layersOfJob(job)) {
      const known = layers.get(id);
      if (known) {
        known.size ??= totalBytes;
        // What one node fetched, others pull, too, where the registry keeps it as it came.
        known.outside &&= outside;
      } else layers.set(id, { id, outside, size: totalBytes, wantedBytes: 0, doneBytes: 0, nodesDone: 0, nodesWanting: 0 });
    }
  for (const job of jobs) {
    const own = new Map(layersOfJob(job).map((layer) => [layer.id, layer]));
    const isWaiting = own.size === 0 && (job.state === 'running' || job.state === 'queued');
    for (const layer of layers.values()) {
      const at = own.get(layer.id);
      if (at?.phase === 'exists' || (!at && (!isWaiting || layer.outside))) continue;
      layer.nodesWanting += 1;
      if (layer.size === null) layer.wantedBytes = null;
      else if (layer.wantedBytes !== null) layer.wantedBytes += layer.size;
      if (!at) continue;
      if (loaded.has(at.phase)) layer.nodesDone += 1;
      layer.doneBytes += loaded.has(at.phase)
        ? (layer.size ?? 0)
        : Math.min(at.currentBytes ?? 0, layer.size ?? Number.MAX_SAFE_INTEGER);
    }
  }
  return {
    layers: [...layers.values()].filter(({ nodesWanting }) => nodesWanting > 0).map(({ size: _size, ...layer }) => layer),
    failed: jobs.filter(({ state }) => ended.has(state)).map(({ nodeName }) => nodeName),
  };
}
