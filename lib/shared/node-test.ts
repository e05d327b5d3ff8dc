import { z } from 'zod';
import { idSchema, nodeRefSchema } from './common';
import { credentialSchema, hostKeySchema, hostSchema, loginUserSchema, portSchema } from './nodes';

/** What an attempt to reach a node goes through, in order; `docker` is looked for over the connection. */
export const connectStages = ['address', 'port', 'banner', 'algorithms', 'host_key', 'login', 'docker'] as const;
const connectStageSchema = z.enum(connectStages);
export type ConnectStage = z.infer<typeof connectStageSchema>;

/** A connection to try, with what a form holds; nothing is stored. */
export const testNodeSchema = z.object({
  host: hostSchema,
  port: portSchema.default(22),
  loginUser: loginUserSchema,
  /** Left out: the stored one of `node`. */
  credential: credentialSchema.optional(),
  rootPassword: z.string().min(1).max(512).optional(),
  jumpNodeId: idSchema.nullish(),
  /** The node that is being changed, if it is one: its approved host key and stored credential count while the address is the same. */
  node: nodeRefSchema.optional(),
  /** The fingerprint that was looked at: the try goes on to the login when the node still shows this key. */
  sha256: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
    .optional(),
});
export type TestNode = z.infer<typeof testNodeSchema>;

const testedStageSchema = z.object({
  stage: connectStageSchema,
  /** `waiting`: for somebody to look at the host key; `skipped`: an earlier stage did not pass. */
  state: z.enum(['ok', 'failed', 'waiting', 'skipped']),
  /** A code of the error table, when it is not `ok`. */
  code: z.string().nullable(),
  /** What was seen: printable and short. */
  evidence: z.string().nullable(),
});
export type TestedStage = z.infer<typeof testedStageSchema>;

export const testedNodeSchema = z.object({
  items: z.array(testedStageSchema),
  /** The key the node offered. */
  hostKey: hostKeySchema.nullable(),
  /** The same key whole, `<type> <base64>`, for a node that is registered with it. */
  publicKey: z.string().nullable(),
});
export type TestedNode = z.infer<typeof testedNodeSchema>;
