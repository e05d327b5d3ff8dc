import { z } from 'zod';
import { timestampSchema } from './common';

/** Docker's own grammar for volume names (moby volume/local). */
export const volumeNameSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$/);

export const volumeSchema = z.object({
  name: z.string(),
  driver: z.string(),
  /** Where its files are on the node. */
  mountpoint: z.string(),
  createdAt: timestampSchema.nullable(),
  /** Docker named it: it was made for a container, and is found by no name. */
  isAnonymous: z.boolean(),
  /** Containers that mount it, running or not. */
  usedBy: z.array(z.object({ id: z.string(), name: z.string(), isRunning: z.boolean() })),
});
export type VolumeDto = z.infer<typeof volumeSchema>;

/** Without a name Docker makes one. */
export const createVolumeSchema = z.object({ name: volumeNameSchema.optional() });
export type CreateVolume = z.infer<typeof createVolumeSchema>;

/** Those that a page has shown as unused, by name: what came meanwhile is not removed. */
export const pruneVolumesSchema = z.object({ names: z.array(volumeNameSchema).min(1).max(500) });
export type PruneVolumes = z.infer<typeof pruneVolumesSchema>;
export const prunedVolumesSchema = z.object({
  removed: z.array(z.string()),
  /** What is used by now, or could not be removed, with the code of the error. */
  kept: z.array(z.object({ name: z.string(), code: z.string() })),
});
export type PrunedVolumes = z.infer<typeof prunedVolumesSchema>;
