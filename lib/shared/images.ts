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
