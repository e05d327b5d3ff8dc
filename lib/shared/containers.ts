import { z } from 'zod';
import { timestampSchema } from './common';
import { imageNameSchema, imageRefSchema } from './images';

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
  /** Of which Compose project it is a part, by its labels; left out where of none. */
  compose: z.object({ project: z.string(), service: z.string() }).optional(),
});
export type ContainerDto = z.infer<typeof containerSchema>;

/** moby daemon/daemon_unix.go, `linuxMinMemory`. */
const memoryMin = 6 * 1024 * 1024;
const memoryBytes = z
  .number()
  .int()
  .min(memoryMin)
  .max(2 ** 50);
/** Of one core: 0.5 is half of one. */
const cpus = z.number().min(0.01).max(1024);
/** PID_MAX_LIMIT of 64-bit kernels (linux/threads.h). */
const pids = z.number().int().min(1).max(4_194_304);
const restartPolicy = z.enum(['no', 'always', 'unless-stopped', 'on-failure']);

const argument = z
  .string()
  .max(4096, { abort: true })
  .regex(/^[^\0]*$/);
const oneLine = z.string().max(1024, { abort: true });

/** `-v`: a volume by its name, a directory of the node by its path, or neither for an anonymous volume. A colon would divide them. */
const volumeMountSchema = z
  .object({
    source: oneLine.regex(/^([a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}|\/[^\u0000-\u001f\u007f:]*)$/).optional(),
    target: oneLine.regex(/^\/[^\u0000-\u001f\u007f:]*$/),
    readOnly: z.boolean().default(false),
  })
  // `-v` cannot say it of an anonymous one.
  .refine(({ source, readOnly }) => !readOnly || source !== undefined, { path: ['readOnly'] });

/**
 * What may be asked of a new container: a typed allow-list, nothing of HostConfig passes through. What of it reaches out of the container
 * is asked for besides (`container-privileges.ts`).
 */
export const runContainerSchema = z
  .object({
    image: imageRefSchema,
    name: containerNameSchema.optional(),
    /** argv; no shell in between. */
    command: z.array(argument).max(64).default([]),
    /** Takes the place of the image's; an empty one is none at all. */
    entrypoint: oneLine.regex(/^[^\u0000-\u001f\u007f]*$/).optional(),
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
    /** `KEY=value`. */
    labels: z
      .array(
        z
          .string()
          .max(4096, { abort: true })
          .regex(/^[^=\s\0][^=\0]*=[^\0]*$/),
      )
      .max(64)
      .default([]),
    ports: z
      .array(
        z.object({
          /** Of the node; all of them without. */
          hostIp: z.union([z.ipv4(), z.ipv6()]).optional(),
          hostPort: z.number().int().min(1).max(65535).optional(),
          containerPort: z.number().int().min(1).max(65535),
          protocol: z.enum(['tcp', 'udp']).default('tcp'),
        }),
      )
      .max(32)
      .default([]),
    volumes: z.array(volumeMountSchema).max(32).default([]),
    /** A network of the node, or `container:NAME` for that of another container. */
    network: z
      .string()
      .regex(/^(container:)?[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/)
      .optional(),
    memoryBytes: memoryBytes.optional(),
    cpus: cpus.optional(),
    pids: pids.optional(),
    restart: restartPolicy.optional(),
    /** Of `on-failure`: how often at most. */
    restartRetries: z.number().int().min(1).max(1_000_000).optional(),
    /** `user[:group]`, by name or number. */
    user: z
      .string()
      .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,63}(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,63})?$/)
      .optional(),
    workdir: oneLine.regex(/^\/[^\u0000-\u001f\u007f]*$/).optional(),
    privileged: z.boolean().default(false),
    /** As capabilities(7) names them, with or without `CAP_`; or `ALL`. */
    capAdd: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z_]{1,39}$/))
      .max(64)
      .default([]),
    /** The processes of the node are those of the container. */
    pid: z.literal('host').optional(),
    /** `/dev/x[:/dev/y][:rwm]`. */
    devices: z
      .array(oneLine.regex(/^\/[^\u0000-\u001f\u007f:]+(:\/[^\u0000-\u001f\u007f:]+)?(:[rwm]{1,3})?$/))
      .max(32)
      .default([]),
  })
  .refine(({ autoRemove, restart }) => !autoRemove || restart === undefined || restart === 'no', {
    path: ['restart'],
    params: { text: 'restartRemoved' },
  })
  .refine(({ restart, restartRetries }) => restartRetries === undefined || restart === 'on-failure', {
    path: ['restartRetries'],
    params: { text: 'retriesOfOnFailure' },
  });
export type RunContainer = z.infer<typeof runContainerSchema>;

/** Signals one sends to a container's first process by name (signal(7)). */
export const signals = [
  ...(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGCONT', 'SIGSTOP', 'SIGWINCH'] as const),
];
export const killContainerSchema = z.object({ signal: z.enum(signals).default('SIGKILL') });
export type KillContainer = z.infer<typeof killContainerSchema>;
export const renameContainerSchema = z.object({ name: containerNameSchema });
export type RenameContainer = z.infer<typeof renameContainerSchema>;

/**
 * Limits of a container that is there. What is left out stays as it is. Of memory and CPUs Docker lifts none: 0 changes nothing, and less is
 * refused (moby daemon/daemon_unix.go, `verifyPlatformContainerResources`; container/container_unix.go, `UpdateContainer`).
 */
export const limitContainerSchema = z
  .object({
    /** Swap is limited to as much again, as `docker run -m` does. */
    memoryBytes: memoryBytes.optional(),
    cpus: cpus.optional(),
    /** Null lifts it. */
    pids: pids.nullable().optional(),
    restart: restartPolicy.optional(),
  })
  .refine((limits) => Object.values(limits).some((limit) => limit !== undefined));
export type LimitContainer = z.infer<typeof limitContainerSchema>;

/** A new image of what a container has written. */
export const commitContainerSchema = z.object({
  image: imageNameSchema,
  author: z.string().trim().max(200).optional(),
  message: z.string().trim().max(1000).optional(),
  /** Stops its processes meanwhile, so that files are whole. */
  pause: z.boolean().default(true),
});
export type CommitContainer = z.infer<typeof commitContainerSchema>;
/** The image that a commit made. */
export const committedSchema = z.object({ id: z.string(), image: z.string() });
export type Committed = z.infer<typeof committedSchema>;

/** Counters of a container at one moment: what they tell is how much they grew until the next. */
export const containerStatsSchema = z.object({
  /** By the node's clock; null while it does not run. */
  at: timestampSchema.nullable(),
  /** CPU time that it used, and that all CPUs of the node had, in ns. */
  cpuNs: z.number(),
  systemNs: z.number(),
  cpus: z.number(),
  memoryBytes: z.number(),
  /** Its limit; without one, the memory of the node. */
  memoryLimitBytes: z.number(),
  netReceivedBytes: z.number(),
  netSentBytes: z.number(),
  blockReadBytes: z.number(),
  blockWrittenBytes: z.number(),
  pids: z.number(),
});
export type ContainerStats = z.infer<typeof containerStatsSchema>;

/** As `docker top` prints them. */
export const containerProcessesSchema = z.object({ titles: z.array(z.string()), rows: z.array(z.array(z.string())) });
export type ContainerProcesses = z.infer<typeof containerProcessesSchema>;

/** One line of `docker diff`. */
const containerChangeSchema = z.object({ kind: z.enum(['added', 'changed', 'deleted']), path: z.string() });
export const containerChangesSchema = z.object({
  items: z.array(containerChangeSchema),
  /** How many there are; `items` has the first of them. */
  total: z.number().int(),
});
export type ContainerChanges = z.infer<typeof containerChangesSchema>;

export const removeContainerQuerySchema = z.object({ force: z.stringbool().default(false) });

export const logQuerySchema = z.object({ tail: z.coerce.number().int().min(1).max(10_000).default(500) });
export const logDownloadQuerySchema = z.object({ timestamps: z.stringbool().default(false) });
export const logLineSchema = z.object({
  stream: z.enum(['stdout', 'stderr']),
  at: timestampSchema.nullable(),
  text: z.string(),
  /** How many bytes of a very long line are left out at its end. */
  cutBytes: z.number().int().optional(),
});
export type LogLine = z.infer<typeof logLineSchema>;
