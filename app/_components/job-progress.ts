import type { JobLayer } from '@/lib/shared/jobs';

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

/** Bytes of a layer that are through; null of one that was there already, and while nobody says. */
export function transferredBytes({ phase, currentBytes, totalBytes }: JobLayer): number | null {
  if (phase === 'exists') return null;
  // Docker counts from the start again while it unpacks.
  if (loaded.has(phase)) return totalBytes;
  return currentBytes === null || totalBytes === null ? currentBytes : Math.min(currentBytes, totalBytes);
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
    currentBytes += transferredBytes(layer) ?? 0;
  }
  return { layersDone: layers.filter((l) => settled.has(l.phase)).length, layersTotal: layers.length, currentBytes, totalBytes };
}

/**
 * Seconds left at this speed; null while nobody can say.
 * @param of how much is through, in bytes; `totalBytes` null where it is not known
 * @param speed bytes a second; null where it is not known
 */
export function secondsLeft(of: Pick<PullTotals, 'currentBytes' | 'totalBytes'>, speed: number | null): number | null {
  const restBytes = (of.totalBytes ?? 0) - of.currentBytes;
  return speed !== null && speed > 0 && restBytes > 0 ? Math.ceil(restBytes / speed) : null;
}
