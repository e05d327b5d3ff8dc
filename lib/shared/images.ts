import { z } from 'zod';
import { timestampSchema } from './common';

/** An image id (`sha256:…` or its first characters) or a reference `[host[:port]/]path[:tag][@digest]` (distribution/reference). */
export const imageRefSchema = z
  .string()
  .trim()
  .min(1)
  .max(400, { abort: true })
  .regex(
    /^(sha256:[a-f0-9]{6,64}|([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*(:[0-9]{1,5})?\/)?[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?)$/,
  );

/** `repository[:tag]`, the name that an image gets. A repository that looks like an id is refused by Docker, too. */
export const imageNameSchema = imageRefSchema.refine((ref) => !/@|^sha256:|^[a-f0-9]{64}(:|$)/.test(ref));

export const imageSchema = z.object({
  id: z.string(),
  tags: z.array(z.string()),
  digests: z.array(z.string()),
  createdAt: timestampSchema,
  sizeBytes: z.number(),
  /** Containers made from it, running or not. */
  containers: z.number().int(),
});
export type ImageDto = z.infer<typeof imageSchema>;
export const pullImageSchema = z.object({ image: imageRefSchema });
export type PullImage = z.infer<typeof pullImageSchema>;
export const tagImageSchema = z.object({ tag: imageNameSchema });
export type TagImage = z.infer<typeof tagImageSchema>;
export const removeImageQuerySchema = z.object({
  force: z.stringbool().default(false),
  /** With all its tags, if no container uses it. */
  all: z.stringbool().default(false),
});
/** What removing an image took away. */
export const removedImageSchema = z.object({ untagged: z.array(z.string()), deleted: z.array(z.string()) });
export type RemovedImageDto = z.infer<typeof removedImageSchema>;

/** What whoever sends an archive says of it, for whoever looks on: neither is believed. */
export const loadImagesQuerySchema = z.object({
  /** Of the file. */
  name: z.string().trim().max(255).default(''),
  sizeBytes: z.coerce.number().int().min(0).optional(),
});
export type LoadImages = z.infer<typeof loadImagesQuerySchema>;
/** The tags that an archive brought; an image without one is told by its id. */
export const loadedImagesSchema = z.object({ loaded: z.array(z.string()) });
export type LoadedImages = z.infer<typeof loadedImagesSchema>;

const imageIdSchema = z.string().regex(/^sha256:[a-f0-9]{64}$/);
/** Images that no container uses: those without a tag (`docker image prune`), or all of them (`-a`). */
export const pruneImagesSchema = z.object({
  scope: z.enum(['dangling', 'unused']),
  /** Those that a dry run has named: what came meanwhile stays. */
  only: z.array(imageIdSchema).max(500).optional(),
  dryRun: z.boolean().default(false),
});
export type PruneImages = z.infer<typeof pruneImagesSchema>;
export const prunedImagesSchema = z.object({
  /** Of a dry run: what would be removed. */
  removed: z.array(imageSchema.pick({ id: true, tags: true, sizeBytes: true })),
  /** What could not be removed, with the code of the error. */
  kept: z.array(imageSchema.pick({ id: true, tags: true }).extend({ code: z.string() })),
  /** Of the layers that no other image has; null where the sizes of some are not known. */
  bytes: z.number().nullable(),
});
export type PrunedImages = z.infer<typeof prunedImagesSchema>;

/** What `docker image inspect` prints of an image, and who uses it. */
export const imageDetailSchema = imageSchema.pick({ id: true, tags: true, digests: true, sizeBytes: true }).extend({
  /** By the clock of whoever built it; null where it does not say. */
  createdAt: timestampSchema.nullable(),
  /** As `linux/amd64`. */
  platform: z.string(),
  author: z.string(),
  comment: z.string(),
  config: z.object({
    entrypoint: z.array(z.string()),
    cmd: z.array(z.string()),
    env: z.array(z.string()),
    /** As `80/tcp`. */
    ports: z.array(z.string()),
    volumes: z.array(z.string()),
    /** Empty: root. */
    user: z.string(),
    workingDir: z.string(),
    labels: z.array(z.object({ key: z.string(), value: z.string() })),
  }),
  /** Containers made from it, running or not. */
  usedBy: z.array(z.object({ id: z.string(), name: z.string(), isRunning: z.boolean() })),
});
export type ImageDetailDto = z.infer<typeof imageDetailSchema>;

/** One row of `docker history`, the newest first. */
export const imageHistoryRowSchema = z.object({
  createdBy: z.string(),
  createdAt: timestampSchema.nullable(),
  sizeBytes: z.number(),
  comment: z.string(),
  /** Whether it made a layer; null where neither the image nor its sizes tell. */
  isLayer: z.boolean().nullable(),
  /** Diff ID of the layer it made, where it is certain. */
  diffId: z.string().nullable(),
});
export type ImageHistoryRow = z.infer<typeof imageHistoryRowSchema>;
