import { z } from 'zod';
import { timestampSchema } from './common';

/**
 * How a node was at one moment. Each value is null where the node does not say, or says what cannot be: a node's word is bounded, never
 * trusted.
 */
export const healthSampleSchema = z.object({
  at: timestampSchema,
  /** Round trip of a keep-alive of the SSH connection, ms. */
  latencyMs: z.number().min(0).nullable(),
  /** Tasks that ran or waited, averaged over the last minute (proc_loadavg(5)). */
  load1: z.number().min(0).nullable(),
  cpus: z.number().int().min(1).nullable(),
  /** Total minus what programs could still get (MemAvailable, proc_meminfo(5)). */
  memoryUsedBytes: z.number().min(0).nullable(),
  memoryTotalBytes: z.number().min(0).nullable(),
  /** Of the fuller of two file systems: the root directory's and Docker's. As df(1) counts: without what is kept for root. */
  diskUsedBytes: z.number().min(0).nullable(),
  diskTotalBytes: z.number().min(0).nullable(),
  diskPath: z.string().nullable(),
});
export type HealthSample = z.infer<typeof healthSampleSchema>;
