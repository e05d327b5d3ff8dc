import { z } from 'zod';
import { idSchema, timestampSchema } from './common';

/** `interrupted`: the panel stopped while it ran; nobody knows how it ended, so it is never `done`. */
export const jobStateSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted']);
export type JobState = z.infer<typeof jobStateSchema>;
export const jobKindSchema = z.enum([
  'image.pull',
  'image.push',
  'image.remove',
  'container.control',
  'image.build',
  'image.load',
  'image.save',
  'image.prune',
  'build-cache.prune',
  'volume.prune',
  'network.prune',
  'node.provision',
  'node.command',
  'node.reset',
  'node.root-login',
]);
export type JobKind = z.infer<typeof jobKindSchema>;

const layerPhaseSchema = z.enum([
  'waiting',
  'downloading',
  'verifying',
  'downloaded',
  'extracting',
  'uploading',
  'complete',
  'exists',
]);
/**
 * One typed step of work on a node. `ok`: the check found it so already, nothing was done; `planned`: a dry run would do it; `undone`:
 * done, then taken back.
 */
const jobStepStateSchema = z.enum(['waiting', 'checking', 'ok', 'planned', 'running', 'done', 'failed', 'skipped', 'undone']);
const jobStepSchema = z.object({
  id: z.string(),
  state: jobStepStateSchema,
  /** What it found or did, in the node's own words; a plan says what it would do. Cut to a few KB. */
  detail: z.string().nullable(),
  error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  /** Part of what was asked for was not there any more; its detail says which. */
  isPartial: z.boolean().optional(),
});
export type JobStep = z.infer<typeof jobStepSchema>;

const jobLayerSchema = z.object({
  id: z.string(),
  phase: layerPhaseSchema,
  currentBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
  /** Fetched from outside for all nodes of a class, which then have it from the class's registry. */
  outside: z.boolean().optional(),
});
export type JobLayer = z.infer<typeof jobLayerSchema>;

/** A pull or a push by itself. */
const layersProgressSchema = z.object({
  kind: z.literal('layers'),
  /** Docker's last general line, e.g. "Pulling from library/ubuntu". */
  message: z.string().nullable(),
  layers: z.array(jobLayerSchema),
  /** The connection to the node is lost; it goes on as soon as it is back. */
  isCut: z.boolean().optional(),
});
export type LayersProgress = z.infer<typeof layersProgressSchema>;

/** Work that is made of steps, in their order. */
const stepsProgressSchema = z.object({
  kind: z.literal('steps'),
  steps: z.array(jobStepSchema),
  /** Of the images that the running step, or the last one, pulls. */
  layers: z.array(jobLayerSchema),
});
export type StepsProgress = z.infer<typeof stepsProgressSchema>;

const buildStepStateSchema = z.enum(['waiting', 'running', 'done', 'cached', 'failed', 'cancelled']);
const buildStepSchema = z.object({
  id: z.string(),
  /** As Docker writes it: `[2/3] RUN apt-get update`. */
  name: z.string(),
  state: buildStepStateSchema,
  /** How long it took; null before it ended, and of one from the cache. */
  ms: z.number().nullable(),
  /** The end of what it printed, in lines. */
  log: z.string(),
  /** Whether its log had a beginning that is no longer kept. */
  isCut: z.boolean(),
  /** The layer of the image that it made. */
  layer: z.object({ diffId: z.string(), sizeBytes: z.number() }).nullable(),
});
export type BuildStep = z.infer<typeof buildStepSchema>;

/** A build of an image. */
const buildProgressSchema = z.object({
  kind: z.literal('build'),
  steps: z.array(buildStepSchema),
  /** Of a base image that is being pulled. */
  layers: z.array(jobLayerSchema),
  /** Id of the image, as soon as there is one. */
  imageId: z.string().nullable(),
});
export type BuildProgress = z.infer<typeof buildProgressSchema>;

/** An archive of images on its way to a node or from one. */
const archiveProgressSchema = z.object({
  kind: z.literal('archive'),
  /** Passed on by the panel. */
  bytes: z.number(),
  /** null where the sender did not say, and of a save: Docker does not know it beforehand. */
  totalBytes: z.number().nullable(),
  /** What Docker said it has loaded, tags or ids. */
  loaded: z.array(z.string()),
});
export type ArchiveProgress = z.infer<typeof archiveProgressSchema>;

/** A removal of what nobody uses. */
const pruneProgressSchema = z.object({
  kind: z.literal('prune'),
  removed: z.number().int(),
  /** What could not be removed. */
  kept: z.number().int(),
  /** null where Docker does not say how many there are. */
  total: z.number().int().nullable(),
  /** What this has freed; null before its end, and where nobody knows. */
  freedBytes: z.number().nullable(),
});
export type PruneProgress = z.infer<typeof pruneProgressSchema>;

/**
 * How far a job is. The only schema of it: the database's JSON is read through it, answers of the API are cut to it, and the type of the
 * socket event is inferred from it. Rows from before `kind` existed are given one by the migration 0005_kind_of_job_progress, so no reader
 * knows the old form.
 */
export const jobProgressSchema = z.discriminatedUnion('kind', [
  layersProgressSchema,
  stepsProgressSchema,
  buildProgressSchema,
  archiveProgressSchema,
  pruneProgressSchema,
]);
export type JobProgress = z.infer<typeof jobProgressSchema>;

export const jobSchema = z.object({
  id: idSchema,
  kind: jobKindSchema,
  nodeId: idSchema,
  nodeName: z.string(),
  /** The operation on many nodes this is one node's part of. */
  operationId: idSchema.nullable(),
  state: jobStateSchema,
  /** What it is about, for a pull, a push, a build or a save the image reference, for a load the name of the file. */
  subject: z.string(),
  progress: jobProgressSchema.nullable(),
  error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  createdBy: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** Who ended it, where somebody did. */
  cancelledBy: z.object({ id: idSchema, name: z.string() }).nullable(),
  createdAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  /** Grows with every change of this job; an older one arriving late is dropped. */
  revision: z.number().int(),
});
export type JobDto = z.infer<typeof jobSchema>;
