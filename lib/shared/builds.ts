import { z } from 'zod';
import { imageNameSchema } from './images';

/** Of a context as a tar archive; the page says it before it sends one. */
export const contextMaxBytes = 2 * 1024 * 1024 * 1024;
/** Files, folders and links of a context. */
export const contextMaxEntries = 100_000;

/** A build that is not over by then is ended, in ms. */
export const buildMaxMs = 2 * 60 * 60_000;

/** Of a Dockerfile in its context: relative, and not out of it. */
const dockerfileSchema = z
  .string()
  .min(1)
  .max(255, { abort: true })
  .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\p{Cc}\\]+$/u);
/** A name as Dockerfile's ARG takes it, which is that of a variable. */
const argNameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/);
const buildArgsSchema = z.record(argNameSchema, z.string().max(2_000)).refine((args) => Object.keys(args).length <= 50);
/** JSON in a query, as the Engine API has it. */
const jsonOf = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .max(6_000)
    .transform((text, ctx) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        ctx.addIssue({ code: 'custom', message: 'JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** What is built, besides its context. */
export const buildImageQuerySchema = z.object({
  tag: imageNameSchema,
  dockerfile: dockerfileSchema.default('Dockerfile'),
  /** The stage to stop at. */
  target: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,100}$/)
    .optional(),
  noCache: z.stringbool().default(false),
  /** A JSON object of names and values, as `{"VERSION":"1.0"}`. */
  buildArgs: jsonOf(buildArgsSchema).default({}),
});
export type BuildImage = z.infer<typeof buildImageQuerySchema>;

/** What builds on a node (decision 052). */
const builderSchema = z.enum(['buildkit', 'classic']);
export type Builder = z.infer<typeof builderSchema>;

/** One record of the build cache. */
const cacheRecordSchema = z.object({
  id: z.string(),
  /** What made it, as `mount / from exec /bin/sh -c apt-get update`. */
  description: z.string(),
  type: z.string(),
  sizeBytes: z.number(),
  inUse: z.boolean(),
  /** Its bytes are those of an image, too. */
  shared: z.boolean(),
  createdAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type CacheRecord = z.infer<typeof cacheRecordSchema>;
/** BuildKit's; the cache of the classic builder is images without a tag. */
export const buildCacheSchema = z.object({ builder: builderSchema, items: z.array(cacheRecordSchema) });
export type BuildCache = z.infer<typeof buildCacheSchema>;

export const pruneCacheSchema = z.object({
  /** Also what is shared with images, and Docker's own: `docker builder prune -a`. */
  all: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
export type PruneCache = z.infer<typeof pruneCacheSchema>;
export const prunedCacheSchema = z.object({
  /** Records removed; of a dry run, those that would be. */
  records: z.number().int(),
  bytes: z.number(),
});
export type PrunedCache = z.infer<typeof prunedCacheSchema>;
