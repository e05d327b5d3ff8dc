import { z } from 'zod';
import { idSchema } from './common';
import { jobSchema } from './jobs';
import { nodeReasonSchema, rootLoginStageSchema, rootWaySchema } from './nodes';

/** Root's password as somebody types it: one line, since `su` and chpasswd(8) read lines. */
export const rootPasswordSchema = z
  .string()
  .min(1)
  .max(512, { abort: true })
  .regex(/^[^\n\r\0]*$/);

/** How far the root login of one node is. */
export const rootLoginSchema = z.object({
  nodeId: idSchema,
  node: z.string(),
  loginUser: z.string(),
  stage: rootLoginStageSchema,
  /** Why it went back a stage: an error code and what the node said. */
  reason: nodeReasonSchema.nullable(),
  since: z.iso.datetime({ offset: true }).nullable(),
  /** The register holds root's password, so nobody needs to type it for the panel. */
  knowsRootPassword: z.boolean(),
  /** By which way the panel is root at present; null when it is not. */
  way: rootWaySchema.nullable(),
  /** The panel's login is root: by its own key (stage `done`), or because the login user is. */
  rootLogin: z.boolean(),
  assignees: z.array(z.object({ id: idSchema, name: z.string() })),
  /** The last set-up or removal. */
  job: jobSchema.nullable(),
});
export type RootLoginDto = z.infer<typeof rootLoginSchema>;

/** `rootPassword` is used for this set-up and then forgotten. */
export const setUpRootLoginSchema = z.object({ rootPassword: rootPasswordSchema.optional() });
export type SetUpRootLogin = z.infer<typeof setUpRootLoginSchema>;

export const classRootLoginSchema = z.object({
  action: z.enum(['set-up', 'remove']),
  /** Ids; left out: every node of the class. */
  nodes: z.array(idSchema).min(1).max(1000).optional(),
  /** For nodes without one in the register. */
  rootPassword: rootPasswordSchema.optional(),
  /** Keep the typed password in the register, sealed, for the nodes it was used on. */
  remember: z.boolean().default(false),
});
export type ClassRootLogin = z.infer<typeof classRootLoginSchema>;

export const setRootPasswordSchema = z.object({
  /** null only unlocks root with the password it had. */
  rootPassword: rootPasswordSchema.nullable(),
  nodes: z.array(idSchema).min(1).max(1000).optional(),
  remember: z.boolean().default(false),
});
export type SetRootPassword = z.infer<typeof setRootPasswordSchema>;

/** What became of each node of many. */
export const nodeOutcomeSchema = z.object({
  nodeId: idSchema,
  node: z.string(),
  jobId: idSchema.nullable(),
  error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
});
export type NodeOutcome = z.infer<typeof nodeOutcomeSchema>;

/**
 * What the shell of a guided terminal is doing, seen from the node: `shell` is the login user's; `su_asks`/`sudo_asks` wait for a
 * password; `root` is root's shell, `at_root` one that stands in `/`. `gone`: the terminal is over.
 */
const rootLoginObservationSchema = z.enum(['shell', 'su_asks', 'sudo_asks', 'root', 'at_root', 'unknown', 'gone']);
export type RootLoginObservation = z.infer<typeof rootLoginObservationSchema>;
/** What went wrong, in words a class knows. */
const rootLoginTroubleSchema = z.enum(['wrong_password', 'root_locked', 'su_not_allowed', 'sudo_instead']);
export type RootLoginTrouble = z.infer<typeof rootLoginTroubleSchema>;
