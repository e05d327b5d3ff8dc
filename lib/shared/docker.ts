import { z } from 'zod';
import { timestampSchema } from './common';

/** A container as a route or event names it: a full or short id, or a name. */
export const containerRefSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/);
/** Docker's own grammar for container names (moby daemon/names). */
export const containerNameSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/);
/** An image id (`sha256:…` or its first characters) or a reference `[host[:port]/]path[:tag][@digest]` (distribution/reference). */
export const imageRefSchema = z
  .string()
  .trim()
  .min(1)
  .max(400, { abort: true })
  .regex(
    /^(sha256:[a-f0-9]{6,64}|([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*(:[0-9]{1,5})?\/)?[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?)$/,
  );

export const containerStateSchema = z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']);
export type ContainerState = z.infer<typeof containerStateSchema>;

export const containerSchema = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  imageId: z.string(),
  command: z.string(),
  state: containerStateSchema,
  /** What its health check says (Dockerfile HEALTHCHECK); null without one. */
  health: z.enum(['starting', 'healthy', 'unhealthy']).nullable(),
  exitCode: z.number().int().nullable(),
  createdAt: timestampSchema,
  /** Since when it runs, by the node's clock; null while it does not. */
  startedAt: timestampSchema.nullable(),
  ports: z.array(
    z.object({
      ip: z.string().nullable(),
      hostPort: z.number().int().nullable(),
      containerPort: z.number().int(),
      protocol: z.enum(['tcp', 'udp', 'sctp']),
    }),
  ),
});
export type ContainerDto = z.infer<typeof containerSchema>;

/** What may be asked of a new container: a typed allow-list, nothing of HostConfig passes through. */
export const runContainerSchema = z.object({
  image: imageRefSchema,
  name: containerNameSchema.optional(),
  /** argv; no shell in between. */
  command: z
    .array(
      z
        .string()
        .max(4096, { abort: true })
        .regex(/^[^\0]*$/),
    )
    .max(64)
    .default([]),
  /** -t */
  tty: z.boolean().default(false),
  /** -i */
  interactive: z.boolean().default(false),
  /** --rm */
  autoRemove: z.boolean().default(false),
  env: z
    .array(
      z
        .string()
        .max(4096, { abort: true })
        .regex(/^[A-Za-z_][A-Za-z0-9_]*=[^\0]*$/),
    )
    .max(64)
    .default([]),
  ports: z
    .array(
      z.object({
        hostPort: z.number().int().min(1).max(65535).optional(),
        containerPort: z.number().int().min(1).max(65535),
        protocol: z.enum(['tcp', 'udp']).default('tcp'),
      }),
    )
    .max(32)
    .default([]),
});
export type RunContainer = z.infer<typeof runContainerSchema>;

export const removeContainerQuerySchema = z.object({ force: z.stringbool().default(false) });

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
export const removeImageQuerySchema = z.object({ force: z.stringbool().default(false) });
/** What removing an image took away. */
export const removedImageSchema = z.object({ untagged: z.array(z.string()), deleted: z.array(z.string()) });
export type RemovedImageDto = z.infer<typeof removedImageSchema>;

export const logQuerySchema = z.object({ tail: z.coerce.number().int().min(1).max(10_000).default(500) });
export const logLineSchema = z.object({
  stream: z.enum(['stdout', 'stderr']),
  at: timestampSchema.nullable(),
  text: z.string(),
  /** How many bytes of a very long line are left out at its end. */
  cutBytes: z.number().int().optional(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/**
 * One read-only layer as the node has it. Layers are named by chain ID: sha256 over the parent's chain ID and the layer's
 * diff ID (OCI image spec, config.md "Layer ChainID"), so a layer that several images share has one entry here.
 */
export const layerSchema = z.object({
  chainId: z.string(),
  /** null for a layer of an image that was removed, where the node's store does not keep it. */
  diffId: z.string().nullable(),
  parentChainId: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  /** The real directory on the node, e.g. /var/lib/docker/overlay2/<cache-id>; null when not readable. */
  directory: z.string().nullable(),
  createdBy: z.string().nullable(),
  /** As given to `docker commit -m` and `-a`; null where there is none, or it could not be read. */
  comment: z.string().nullable(),
  author: z.string().nullable(),
  imageIds: z.array(z.string()),
  containerIds: z.array(z.string()),
});
export type LayerDto = z.infer<typeof layerSchema>;

/** The read-write layer of a container. */
export const rwLayerSchema = z.object({
  containerId: z.string(),
  containerName: z.string(),
  containerState: containerStateSchema,
  imageId: z.string(),
  /** The upper directory: what the container has written. */
  directory: z.string().nullable(),
  /** The directory with Docker's own mount points (-init). */
  initDirectory: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  /** From the base up; the read-write layer lies on the last. */
  chainIds: z.array(z.string()),
});
export type RwLayerDto = z.infer<typeof rwLayerSchema>;

/** One entry of the directory in which all layers of a node lie, as `ls` shows it. */
const layerEntrySchema = z.object({
  name: z.string(),
  /**
   * `docker`: Docker's own bookkeeping; `other`: of another program that uses the same containerd; `leftover`: not in the store's register,
   * so being made just now or left behind.
   */
  kind: z.enum(['layer', 'writable', 'init', 'build_cache', 'docker', 'other', 'leftover']),
  chainId: z.string().nullable(),
  /** Of `writable` and `init`; the container may be gone. */
  containerId: z.string().nullable(),
});
export type LayerEntryDto = z.infer<typeof layerEntrySchema>;

/** What a container has written, by the files in its writable layer. */
const layerWriteSchema = z.object({
  containerId: z.string(),
  sizeBytes: z.number(),
  files: z.number().int(),
  /** false when there is more than was counted. */
  isWhole: z.boolean(),
  /** The newest first; `isRemoval` stands for a file of the image that was removed in the container. Empty where names are not read. */
  newest: z.array(z.object({ name: z.string(), sizeBytes: z.number(), isRemoval: z.boolean() })),
});
export type LayerWriteDto = z.infer<typeof layerWriteSchema>;

export const layerWritesSchema = z.object({
  takenAt: timestampSchema,
  /** When it is worth asking again, in ms: a node that answers slowly is asked less often. */
  nextInMs: z.number().int(),
  /** Another one than the map's: layers have come or gone. null where the directory cannot be listed. */
  stamp: z.string().nullable(),
  items: z.array(layerWriteSchema),
});
export type LayerWritesDto = z.infer<typeof layerWritesSchema>;

export const layerMapSchema = z.object({
  store: z.enum(['overlay2', 'containerd', 'other']),
  rootDir: z.string(),
  /** Why directories are unknown: an error code, or null when they were read. */
  directoriesReason: z.string().nullable(),
  images: z.array(z.object({ id: z.string(), tags: z.array(z.string()), sizeBytes: z.number(), chainIds: z.array(z.string()) })),
  layers: z.array(layerSchema),
  rwLayers: z.array(rwLayerSchema),
  /** Where all layers lie, and everything that lies there; null and empty where it cannot be listed. */
  entriesDirectory: z.string().nullable(),
  entries: z.array(layerEntrySchema),
  /** Names the entries; see {@link layerWritesSchema}. */
  stamp: z.string().nullable(),
  /** false while some image has not answered: its layers are missing, and asking again is worth while. */
  isComplete: z.boolean(),
});
export type LayerMapDto = z.infer<typeof layerMapSchema>;
