import { z } from 'zod';
import { idSchema, mirrorSchema, nodeRefSchema } from './common';

/**
 * How the registry of a class is reached as `localhost:5000` on a node:
 * - `off`: the class has none, it runs on this node itself, or the node is not connected
 * - `forwarding`: the panel forwards it
 * - `port_taken`: something on the node listens there, which is left alone
 * - `refused`: sshd does not forward (AllowTcpForwarding, PermitListen, DisableForwarding)
 */
export const registryForwardSchema = z.enum(['off', 'forwarding', 'port_taken', 'refused']);
export type RegistryForward = z.infer<typeof registryForwardSchema>;

/** The port of a node's loopback that leads to the registry of its class. */
export const classRegistryPort = 5000;

/** `http://host:port` or `https://host`: no path, no sign-in. */
const registryUrlSchema = mirrorSchema.refine((url) => URL.canParse(url)).overwrite((url) => url.replace(/\/$/, ''));

const signInSchema = z.object({
  /** A colon would end it (RFC 7617). */
  user: z
    .string()
    .min(1)
    .max(128, { abort: true })
    .regex(/^[^:\u0000-\u001f\u007f]+$/),
  password: z
    .string()
    .min(1)
    .max(512, { abort: true })
    .regex(/^[^\u0000-\u001f\u007f]+$/),
});

/** Of a sign-in only whether there is one. */
export const classRegistrySchema = z.object({
  kind: z.enum(['none', 'address', 'node']),
  /** Of kind `address`. */
  url: z.string().nullable(),
  /** Of kind `node`: it has the registry on its own loopback. */
  node: z.object({ id: idSchema, name: z.string() }).nullable(),
  hasSignIn: z.boolean(),
});
export type ClassRegistryDto = z.infer<typeof classRegistrySchema>;

export const setClassRegistrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('address'),
    url: registryUrlSchema,
    /** Left out, the stored one is kept while the address is the same; null deletes it. */
    signIn: signInSchema.nullish(),
  }),
  z.object({ kind: z.literal('node'), node: nodeRefSchema }),
]);
export type SetClassRegistry = z.infer<typeof setClassRegistrySchema>;
