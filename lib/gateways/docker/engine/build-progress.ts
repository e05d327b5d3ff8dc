import type { BuildProgress, BuildStep, JobLayer } from '@/lib/shared/jobs';
import { clean } from './answer';
import { readTrace, type Trace, type TraceStatus, type TraceVertex } from './read-trace';
import { cutLogs, StepLog } from './step-log';

/** No Dockerfile comes near these; a node may name as many as it likes, and all is published several times a second. */
export const stepsMax = 200;
export const stepNameMaxChars = 300;
const layersMax = 256;

interface Step {
  vertex: TraceVertex;
  log: StepLog;
  /** Since when it has been at work, over all the times it was started: BuildKit stops and starts some. */
  firstMs: number | null;
}

/** What the lines of a build come to, as they come. */
export interface BuildPicture {
  /** Takes one line of the answer. @returns whether the picture changed. */
  take(line: Record<string, unknown>): boolean;
  /** Nothing more comes. What was at work failed, or else it and all that had to wait for it was cancelled. */
  end(hasFailed: boolean): void;
  imageId(): string | null;
  /** Which steps made the image, once it is there. */
  made(): MadeBy;
  picture(): BuildProgress;
}

/**
 * What is known of the layers: for BuildKit the steps that made the image, from the base up and without its FROM, as the last rows of its
 * history are; none where that cannot be told. For the classic builder the image that stood after each step.
 */
export type MadeBy = { by: 'history'; stepIds: string[] } | { by: 'images'; steps: Array<{ id: string; imageId: string }> };

/** Collects the traces of BuildKit into one picture. */
export function createBuildProgress(): BuildPicture {
  const steps = new Map<string, Step>();
  const layers = new Map<string, { layer: JobLayer; vertex: string }>();
  const told = new Set<string>();
  let imageId: string | null = null;
  let isOver = false;

  const isDone = (vertex: string): boolean => (steps.get(vertex)?.vertex.completedMs ?? null) !== null;

  function takeVertex(vertex: TraceVertex): void {
    const held = steps.get(vertex.digest);
    if (!held && steps.size >= stepsMax) return;
    const firstMs = held?.firstMs ?? vertex.startedMs;
    // Later traces repeat what was cached without saying so.
    const cached = vertex.cached || (held?.vertex.cached ?? false);
    steps.set(vertex.digest, { vertex: { ...vertex, cached }, log: held?.log ?? new StepLog(), firstMs });
  }

  function takeStatus(status: TraceStatus): void {
    const layer = layerOf(status);
    if (layer) {
      if (layers.has(layer.id) || layers.size < layersMax) layers.set(layer.id, { layer, vertex: status.vertex });
      return;
    }
    // As `docker build --progress=plain` does: a line for each, once it is over.
    const key = `${status.vertex} ${status.id}`;
    if (!status.isCompleted || told.has(key) || told.size >= stepsMax) return;
    told.add(key);
    takeLog(status.vertex, Buffer.from(`${status.name || status.id}\n`));
  }

  function takeLog(vertex: string, bytes: Buffer): void {
    steps.get(vertex)?.log.take(bytes);
    cutLogs([...steps.values()].map(({ log }) => log));
  }

  function takeTrace(trace: Trace): boolean {
    for (const vertex of trace.vertexes) if (vertex.digest !== '') takeVertex(vertex);
    for (const status of trace.statuses) takeStatus(status);
    for (const { vertex, bytes } of trace.logs) takeLog(vertex, bytes);
    for (const { vertex, text } of trace.warnings) takeLog(vertex, Buffer.from(`WARNING: ${text}\n`));
    return trace.vertexes.length + trace.statuses.length + trace.logs.length + trace.warnings.length > 0;
  }

  return {
    take({ id, aux }) {
      if (id === 'moby.buildkit.trace') return takeTrace(readTrace(aux));
      const made = (aux as { ID?: unknown } | null | undefined)?.ID;
      if (id !== 'moby.image.id' || typeof made !== 'string' || !/^sha256:[a-f0-9]{64}$/.test(made)) return false;
      imageId = made;
      return true;
    },
    end() {
      isOver = true;
    },
    imageId: () => imageId,
    made: () => ({ by: 'history', stepIds: stepsOfLastStage([...steps.values()].map(({ vertex }) => vertex)).map(idOf) }),
    picture: () => ({
      kind: 'build',
      steps: [...steps.values()].map((step) => presentStep(step, isOver)),
      // Only while their image is being pulled: the build goes on long after.
      layers: [...layers.values()].flatMap(({ layer, vertex }) => (isOver || isDone(vertex) ? [] : [layer])),
      imageId,
    }),
  };
}

/** Short enough to be stored a hundred times. */
const idOf = ({ digest }: Pick<TraceVertex, 'digest'>): string => clean(digest.replace(/^sha256:/, '').slice(0, 16), 16);

function presentStep({ vertex, log, firstMs }: Step, isOver: boolean): BuildStep {
  const state = stateOf(vertex, isOver);
  return {
    id: idOf(vertex),
    name: clean(vertex.name, stepNameMaxChars),
    state,
    ms: vertex.completedMs === null || firstMs === null || state === 'cached' ? null : Math.max(0, vertex.completedMs - firstMs),
    log: log.text(),
    isCut: log.isCut,
    layer: null,
  };
}

function stateOf({ error, cached, startedMs, completedMs }: TraceVertex, isOver: boolean): BuildStep['state'] {
  if (error !== '') return /context canceled|^canceled/i.test(error) ? 'cancelled' : 'failed';
  if (cached) return 'cached';
  if (completedMs !== null) return 'done';
  if (isOver) return 'cancelled';
  return startedMs === null ? 'waiting' : 'running';
}

/** `[2/3] RUN …`, and with several stages `[build 2/3] RUN …`. */
const numbered = /^\[(?:(.+) )?(\d+)\/(\d+)\] /;

/** Those of the stage whose last step no other step is made of; none where that is not one stage. */
function stepsOfLastStage(vertexes: TraceVertex[]): TraceVertex[] {
  const used = new Set(vertexes.flatMap(({ inputs }) => inputs));
  const isEnd = ({ digest, name }: TraceVertex): boolean => {
    const [, , number, of] = numbered.exec(name) ?? [];
    return number !== undefined && number === of && !used.has(digest);
  };
  const [end, another] = vertexes.filter(isEnd);
  if (!end || another) return [];
  const stage = numbered.exec(end.name)?.[1];
  const numberOf = ({ name }: TraceVertex): number => Number(numbered.exec(name)?.[2] ?? 0);
  return vertexes
    .filter(({ name }) => numbered.test(name) && numbered.exec(name)?.[1] === stage && !/\] FROM /.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b));
}

/** A layer of a base image that is on its way: `sha256:…`, and `extracting sha256:…` afterwards. */
function layerOf({ id, current, total, isCompleted }: TraceStatus): JobLayer | null {
  const [, unpacked, digest] = /^(extracting )?sha256:([a-f0-9]{64})$/.exec(id) ?? [];
  if (digest === undefined) return null;
  const phase = unpacked ? (isCompleted ? 'complete' : 'extracting') : isCompleted ? 'downloaded' : 'downloading';
  return { id: digest.slice(0, 12), phase, currentBytes: current, totalBytes: total > 0 ? total : null };
}
