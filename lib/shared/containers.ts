import { z } from 'zod';
import { timestampSchema } from './common';
import { imageRefSchema } from './images';

/** A container as a route or event names it: a full or short id, or a name. */
export const containerRefSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/);
/** Docker's own grammar for container names (moby daemon/names). */
export const containerNameSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/);

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

export const logQuerySchema = z.object({ tail: z.coerce.number().int().min(1).max(10_000).default(500) });
export const logLineSchema = z.object({
  stream: z.enum(['stdout', 'stderr']),
  at: timestampSchema.nullable(),
  text: z.string(),
  /** How many bytes of a very long line are left out at its end. */
  cutBytes: z.number().int().optional(),
});
export type LogLine = z.infer<typeof logLineSchema>;
