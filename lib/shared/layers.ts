import { z } from 'zod';
import { timestampSchema } from './common';
import { containerStateSchema } from './containers';

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
  /** When it was counted: of many containers each answer counts some, and has the last count of the others. */
  takenAt: timestampSchema,
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
