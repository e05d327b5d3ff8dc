import type { JobDto, JobLayer } from '@/lib/shared/jobs';

/** What a pull has come to, counted over its layers. */
export interface PullTotals {
  layersDone: number;
  layersTotal: number;
  /** Bytes downloaded, of layers whose size is known. */
  currentBytes: number;
  /** Sum of the sizes; null while a layer still to be loaded has not said its size. */
  totalBytes: number | null;
}

const settled: ReadonlySet<JobLayer['phase']> = new Set(['complete', 'exists']);
const loaded: ReadonlySet<JobLayer['phase']> = new Set(['verifying', 'downloaded', 'extracting', 'complete']);

/** Part of the layer's bar that is full, 0 to 1. Extracting counts from the start again, as Docker reports it. */
export function layerFraction(layer: JobLayer): number {
  if (settled.has(layer.phase) || layer.phase === 'downloaded' || layer.phase === 'verifying') return 1;
  if (layer.phase === 'waiting' || !layer.totalBytes) return 0;
  return Math.min(1, (layer.currentBytes ?? 0) / layer.totalBytes);
}

export function pullTotals(layers: readonly JobLayer[]): PullTotals {
  let currentBytes = 0;
  let totalBytes: number | null = 0;
  for (const layer of layers) {
    if (layer.phase === 'exists') continue;
    if (layer.totalBytes === null) {
      // Docker tells no size of layers so small that they come in one piece.
      if (!settled.has(layer.phase) && !loaded.has(layer.phase)) totalBytes = null;
      continue;
    }
    if (totalBytes !== null) totalBytes += layer.totalBytes;
    currentBytes += loaded.has(layer.phase) ? layer.totalBytes : Math.min(layer.currentBytes ?? 0, layer.totalBytes);
  }
  return { layersDone: layers.filter((l) => settled.has(l.phase)).length, layersTotal: layers.length, currentBytes, totalBytes };
}

/** Too early to guess before this much of the time and of the bytes. */
const guessAfterMs = 3000;
const guessAfterFraction = 0.03;

/** Seconds left at the pace so far, or null while nobody can say. */
export function secondsLeft(job: JobDto, totals: PullTotals, nowMs: number): number | null {
  if (job.state !== 'running' || !job.startedAt || !totals.totalBytes) return null;
  const elapsedMs = nowMs - Date.parse(job.startedAt);
  const fraction = totals.currentBytes / totals.totalBytes;
  if (elapsedMs < guessAfterMs || fraction < guessAfterFraction || fraction >= 1) return null;
  return Math.ceil((elapsedMs * (1 / fraction - 1)) / 1000);
}
