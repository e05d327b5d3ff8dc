import { z } from 'zod';
import { timestampSchema } from './common';

/** What `docker inspect` prints of a container that matters to whoever runs it, beside what the list says. Empty or null: not set. */
export const containerDetailSchema = z.object({
  id: z.string(),
  entrypoint: z.array(z.string()),
  user: z.string(),
  workingDir: z.string(),
  env: z.array(z.string()),
  labels: z.array(z.object({ key: z.string(), value: z.string() })),
  /** Those it is on, by name; addresses are its own while it runs. */
  networks: z.array(
    z.object({
      name: z.string(),
      ipv4: z.string().nullable(),
      ipv6: z.string().nullable(),
      gateway: z.string().nullable(),
      aliases: z.array(z.string()),
    }),
  ),
  /** The container whose network it uses in place of its own (`--network container:NAME`), by its id or name. */
  networkOf: z.string().nullable(),
  mounts: z.array(
    z.object({
      /** As Docker calls it: volume, bind (a directory or file of the node), tmpfs … */
      type: z.string(),
      /** The volume's name, or the path on the node. */
      source: z.string(),
      target: z.string(),
      readOnly: z.boolean(),
    }),
  ),
  restart: z.object({
    policy: z.string(),
    /** Of `on-failure`: how often at most; null without a limit. */
    retriesMax: z.number().int().nullable(),
    /** How often Docker has started it again since somebody did. */
    count: z.number().int(),
  }),
  limits: z.object({
    memoryBytes: z.number().nullable(),
    /** Of one core: 0.5 is half of one. */
    cpus: z.number().nullable(),
    pids: z.number().nullable(),
  }),
  /** How it ended last, or why it could not be started; null while it runs and before it was started. */
  exit: z
    .object({
      code: z.number().int(),
      /** The kernel killed a process of it for the memory that it used. */
      isOutOfMemory: z.boolean(),
      /** Docker's own words; empty where it was the program that ended. */
      error: z.string(),
      finishedAt: timestampSchema.nullable(),
    })
    .nullable(),
  /** Its health check (Dockerfile HEALTHCHECK, `docker run --health-cmd`). */
  healthCheck: z
    .object({
      /** As `docker run --health-cmd` takes it. */
      command: z.string(),
      intervalMs: z.number(),
      /** So many failures in a row make it unhealthy. */
      retries: z.number().int(),
      /** null before it ran for the first time. */
      state: z.enum(['starting', 'healthy', 'unhealthy']).nullable(),
      /** Failures in a row, up to now. */
      failures: z.number().int(),
      /** What its last runs printed, the newest first. */
      outputs: z.array(z.object({ at: timestampSchema.nullable(), exitCode: z.number().int(), text: z.string() })),
    })
    .nullable(),
});
export type ContainerDetailDto = z.infer<typeof containerDetailSchema>;
