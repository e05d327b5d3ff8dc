import { archiveOfJob, isCutOff, layersOfJob } from '@/lib/shared/job-progress';
import type { JobDto } from '@/lib/shared/jobs';
import { transferredBytes } from './job-progress';
import { isActive } from './job-state';

/** What the speed is measured over, ms: long enough to be read, short enough to follow a network that changes. */
const windowMs = 8_000;
/** Measured over less, no speed is told, ms. */
const leastMs = 2_000;

/** Bytes transferred so far, by layer or archive. */
type Figures = ReadonlyMap<string, number>;

/** What a running job has transferred; null before its start, after its end, and while it waits for its node. */
export function transferredOf(job: JobDto): Figures | null {
  if (!isActive(job) || isCutOff(job)) return null;
  const archive = archiveOfJob(job);
  if (archive) return new Map([['archive', archive.bytes]]);
  const parts = layersOfJob(job).map((layer) => [layer.id, transferredBytes(layer)] as const);
  return new Map(parts.filter((part): part is [string, number] => part[1] !== null));
}

/** Whether bytes are to come at this moment: a node that unpacks what it has is not one that transfers nothing. */
export function isTransferring(job: JobDto): boolean {
  if (!isActive(job) || isCutOff(job)) return false;
  const archive = archiveOfJob(job);
  if (archive) return archive.totalBytes === null || archive.bytes < archive.totalBytes;
  return layersOfJob(job).some(({ phase }) => phase === 'downloading' || phase === 'uploading');
}

/** Measures how fast something is transferred: over the last seconds, as seen by this page. */
export interface SpeedMeter {
  /** @param figures as of now; null forgets what was measured @param nowMs of a monotonic clock */
  take(figures: Figures | null, nowMs: number): void;
  /** Bytes a second; 0 where nothing has come for long, null where too little is measured. */
  at(nowMs: number): number | null;
}

export function createSpeedMeter(): SpeedMeter {
  let before: Figures | null = null;
  let points: Array<{ atMs: number; bytes: number }> = [];
  return {
    take(figures, nowMs) {
      if (figures === null) points = [];
      else {
        // The first figure of a layer is what was there: Docker resumes downloads, and a page is opened in the middle of one.
        let bytes = points.at(-1)?.bytes ?? 0;
        for (const [id, now] of figures) bytes += Math.max(0, now - (before?.get(id) ?? now));
        points.push({ atMs: nowMs, bytes });
      }
      before = figures;
    },
    at(nowMs) {
      const start = points.findLastIndex(({ atMs }) => atMs <= nowMs - windowMs);
      if (start > 0) points = points.slice(start);
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last || nowMs - first.atMs < leastMs) return null;
      return ((last.bytes - first.bytes) * 1000) / (nowMs - first.atMs);
    },
  };
}
