import { z } from 'zod';
import { registryForwardSchema } from './class-registry';
import { healthSampleSchema } from './health';
import { idSchema, nodeNameSchema, timestampSchema } from './common';

/**
 * How a node is, in one word:
 * - `unverified`: a host key was offered and nobody has approved it; nothing was sent
 * - `host_key_changed`: the key is not the approved one; refused, alarm
 * - `auth_failed`: the credential was refused; no further try until somebody acts
 * - `unreachable`: no connection; tried again with growing pauses
 * - `connecting`: on the way
 * - `docker_missing` / `docker_denied` / `docker_down`: SSH works, Docker does not answer (not installed; the login user
 *   may not open the socket: the guided root login comes first; the daemon is not running)
 * - `ready`: Docker answers
 */
export const nodeStateSchema = z.enum([
  'unverified',
  'host_key_changed',
  'auth_failed',
  'unreachable',
  'connecting',
  'docker_missing',
  'docker_denied',
  'docker_down',
  'ready',
]);
export type NodeState = z.infer<typeof nodeStateSchema>;

/** Why a state is not the one that is wanted: an error code of the table, and what the node said. */
export const nodeReasonSchema = z.object({ code: z.string(), detail: z.string().nullable() });

/** A host key as people compare it: `ssh-ed25519` and `SHA256:…` (ssh-keygen -lf). */
export const hostKeySchema = z.object({ type: z.string(), sha256: z.string() });
export type HostKeyDto = z.infer<typeof hostKeySchema>;

const imageStoreSchema = z.enum(['overlay2', 'containerd', 'other']);

/**
 * By which right something is done on a node: the connection's own user is root; it is in group docker; `sudo` without or with its
 * password; `su` with the root password, which reads it from standard input (util-linux) or insists on a terminal (shadow).
 */
const accessWaySchema = z.enum(['root', 'docker_group', 'sudo', 'sudo_password', 'su', 'su_terminal']);
export type AccessWay = z.infer<typeof accessWaySchema>;
export const rootWaySchema = accessWaySchema.exclude(['docker_group']);
export type RootWay = z.infer<typeof rootWaySchema>;

/**
 * How far the root login of a node is, in one field:
 * - `none`: nobody has begun; `shell`: a shell of the login user was seen; `root`: that shell became root; `at_root`: and stands in /
 * - `installing`: the panel is putting its own key in place (and takes it up again after a restart)
 * - `done`: the panel logs in as root by its key; `removing`: it is taking that back
 */
export const rootLoginStageSchema = z.enum(['none', 'shell', 'root', 'at_root', 'installing', 'done', 'removing']);
export type RootLoginStage = z.infer<typeof rootLoginStageSchema>;

/** What a node says of itself is bounded: its owner may make it say anything. */
const factSchema = z.string().max(100);
export const dockerFactsSchema = z.object({
  version: factSchema,
  apiVersion: factSchema,
  store: imageStoreSchema,
  storageDriver: factSchema,
  /** PATH_MAX (limits.h). */
  rootDir: z.string().max(4096),
  os: factSchema,
  kernel: factSchema,
  arch: factSchema,
  cpus: z.number().int(),
  memoryBytes: z.number(),
  hostname: factSchema,
  /** `host:port` of the first registry mirror in Docker's settings: where the class's images come from, and can be pushed to. */
  registry: factSchema.optional(),
});
export type DockerFacts = z.infer<typeof dockerFactsSchema>;

export const nodeSchema = z.object({
  id: idSchema,
  name: z.string(),
  classId: idSchema.nullable(),
  /** A node's name is its class's own: another class may have a node of the same name. */
  className: z.string().nullable(),
  host: z.string(),
  port: z.number().int(),
  loginUser: z.string(),
  state: nodeStateSchema,
  /** An error code of the table and what the node said, when the state is not `ready`. */
  reason: nodeReasonSchema.nullable(),
  stateSince: timestampSchema,
  lastSeenAt: timestampSchema.nullable(),
  /** The panel's login is root, so Docker answers it: what the guided root login ends in. */
  rootLogin: z.boolean(),
  rootLoginStage: rootLoginStageSchema,
  /** Why the root login went back a stage, as an error code and what the node said. */
  rootLoginReason: nodeReasonSchema.nullable(),
  /** By which right Docker and root's things are reached; null while nothing is. */
  access: z.object({ docker: accessWaySchema.nullable(), root: rootWaySchema.nullable() }).nullable(),
  /** How the Engine API is reached. */
  transport: z.enum(['streamlocal', 'dial-stdio']).nullable(),
  docker: dockerFactsSchema.nullable(),
  registryForward: registryForwardSchema,
  containersRunning: z.number().int().nullable(),
  containersTotal: z.number().int().nullable(),
  images: z.number().int().nullable(),
  /** The last sample; null while the node is not connected, and for a moment after. */
  health: healthSampleSchema.nullable(),
  assignees: z.array(z.object({ id: idSchema, name: z.string(), email: z.string() })),
  /** Whether the reader may run containers with access to the node (`container-privileges.ts`). */
  mayGivePrivileges: z.boolean(),
  /** Staff only; null for students. */
  staff: z
    .object({
      credentialKind: z.enum(['password', 'private_key']),
      hasRootPassword: z.boolean(),
      jumpNodeId: idSchema.nullable(),
      hostKey: hostKeySchema.nullable(),
      offeredHostKey: hostKeySchema.nullable(),
      /** Taken from a student by a swap, and given to nobody by itself until this is taken away; why. */
      setAside: z.object({ at: timestampSchema, note: z.string().nullable() }).nullable(),
    })
    .nullable(),
});
export type NodeDto = z.infer<typeof nodeSchema>;

/** A host name (RFC 1123) or an IP address, an IPv6 one also in the brackets it has in addresses of the web. A leading dash, a space or an option can never be one. */
export const hostSchema = z
  .string()
  .trim()
  .min(1)
  .max(253, { abort: true })
  .overwrite((host) => /^\[([0-9a-fA-F:.]+)\]$/.exec(host)?.[1] ?? host)
  .regex(/^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/);
export const portSchema = z.number().int().min(1).max(65535);
/** A login name as useradd(8) and directory services give them: `first.last` and capital letters too. */
export const loginUserSchema = z
  .string()
  .max(32, { abort: true })
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/);

export const credentialSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), password: z.string().min(1).max(512) }),
  z.object({
    kind: z.literal('private_key'),
    privateKey: z
      .string()
      .min(1)
      .max(32 * 1024),
    passphrase: z.string().max(512).optional(),
  }),
]);
export type Credential = z.infer<typeof credentialSchema>;

export const createNodeSchema = z.object({
  name: nodeNameSchema,
  host: hostSchema,
  port: portSchema.default(22),
  loginUser: loginUserSchema,
  credential: credentialSchema,
  rootPassword: z.string().min(1).max(512).optional(),
  jumpNodeId: idSchema.nullish(),
  classId: idSchema.nullish(),
  /** The node's host key, as in known_hosts, when it was compared before: it counts as approved by whoever gives it. */
  hostKey: z.string().max(2_000).optional(),
});
export type CreateNode = z.infer<typeof createNodeSchema>;

/** Changing host, port or login user asks for the credential again: it is sealed to that address. */
export const updateNodeSchema = z
  .object({
    name: nodeNameSchema,
    host: hostSchema,
    port: portSchema,
    loginUser: loginUserSchema,
    credential: credentialSchema,
    rootPassword: z.string().min(1).max(512).nullable(),
    jumpNodeId: idSchema.nullable(),
    classId: idSchema.nullable(),
    /** False: somebody has looked at the node, and it may be given to a student again. */
    setAside: z.literal(false),
  })
  .partial();
export type UpdateNode = z.infer<typeof updateNodeSchema>;

/** Approving names the fingerprint that was looked at, so that a key swapped meanwhile is not approved by mistake. */
export const approveHostKeySchema = z.object({ sha256: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/) });
export type ApproveHostKey = z.infer<typeof approveHostKeySchema>;
