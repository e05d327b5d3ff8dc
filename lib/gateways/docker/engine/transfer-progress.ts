import type { JobLayer, LayersProgress } from '@/lib/shared/jobs';
import { answerLimits, clean } from './answer';

/** No image has more (overlay2 takes 128); a node may name as many as it likes. */
const layersMax = 256;

/** Docker's words for a layer's phase (moby distribution/pull_v2.go and push_v2.go; the containerd store has its own few). */
const phases: Record<string, JobLayer['phase']> = {
  'Pulling fs layer': 'waiting',
  Waiting: 'waiting',
  Downloading: 'downloading',
  'Verifying Checksum': 'verifying',
  'Download complete': 'downloaded',
  Extracting: 'extracting',
  'Pull complete': 'complete',
  'Already exists': 'exists',
  Preparing: 'waiting',
  Pushing: 'uploading',
  Pushed: 'complete',
  'Layer already exists': 'exists',
};
/** Of a push: the registry had it in another repository. */
const mounted = /^Mounted from /;
/** The last line of a pull, and of a push. */
const ending = /^Status: |: digest: sha256:[a-f0-9]{64}\b/;

/** Collects the lines of `POST /images/create` or `POST /images/NAME/push` into one picture. */
export function createTransferProgress() {
  const layers = new Map<string, JobLayer>();
  let message: string | null = null;
  let isWhole = false;
  return {
    /** Takes one line. @returns whether the picture changed. */
    take(line: Record<string, unknown>): boolean {
      const text = typeof line.status === 'string' ? clean(line.status, answerLimits.saidChars) : null;
      const id = typeof line.id === 'string' ? clean(line.id, answerLimits.wordChars) : null;
      if (text === null) return false;
      const phase = phases[text] ?? (text.startsWith('Retrying') ? 'waiting' : mounted.test(text) ? 'exists' : undefined);
      if (id !== null && phase !== undefined) {
        if (layers.size >= layersMax && !layers.has(id)) return false;
        layers.set(id, advance(layers.get(id), { id, phase, detail: line.progressDetail }));
        return true;
      }
      isWhole ||= ending.test(text);
      message = id === null ? text : `${text} (${id})`;
      return true;
    },
    picture: (): LayersProgress => ({ kind: 'layers', message, layers: [...layers.values()] }),
    /** Whether Docker has said that it is complete. */
    isWhole: () => isWhole,
  };
}

function advance(before: JobLayer | undefined, now: { id: string; phase: JobLayer['phase']; detail: unknown }): JobLayer {
  const given = (now.detail ?? {}) as { current?: unknown; total?: unknown; units?: unknown };
  // From Docker 28 on unpacking is told in seconds (units "s", moby/moby#47108): no bytes.
  const detail = given.units === 's' ? {} : given;
  const total = typeof detail.total === 'number' && detail.total > 0 ? detail.total : (before?.totalBytes ?? null);
  const current = typeof detail.current === 'number' ? detail.current : null;
  const done = now.phase === 'complete' || now.phase === 'downloaded' || now.phase === 'exists';
  return {
    id: now.id,
    phase: now.phase,
    totalBytes: total,
    currentBytes: done ? total : (current ?? before?.currentBytes ?? null),
  };
}
