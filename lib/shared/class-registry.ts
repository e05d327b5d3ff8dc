import { z } from 'zod';
import { idSchema, mirrorSchema, nodeRefSchema, timestampSchema } from './common';

/**
 * How the registry of a class is reached as `localhost:5000` on a node:
 * - `off`: the class has none, it runs on this node itself, or the node is not connected
 * - `forwarding`: the panel forwards it
 * - `port_taken`: something on the node listens there, which is left alone
 * - `refused`: sshd does not forward (AllowTcpForwarding, PermitListen, DisableForwarding)
 */
export const registryForwardSchema = z.enum(['off', 'forwarding', 'port_taken', 'refused']);
export type RegistryForward = z.infer<typeof registryForwardSchema>;

/** `http://host:port` or `https://host`: no path, no sign-in. */
const registryUrlSchema = mirrorSchema.refine((url) => URL.canParse(url)).overwrite((url) => url.replace(/\/$/, ''));

/** A colon would end it (RFC 7617). */
export const registryUserSchema = z
  .string()
  .min(1)
  .max(128, { abort: true })
  .regex(/^[^:\u0000-\u001f\u007f]+$/);
export const registryPasswordSchema = z
  .string()
  .min(1)
  .max(512, { abort: true })
  .regex(/^[^\u0000-\u001f\u007f]+$/);
const signInSchema = z.object({ user: registryUserSchema, password: registryPasswordSchema });

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

/** Of a repository in a registry (OCI distribution specification, "Pulling manifests": `<name>`). */
export const repositoryNameSchema = z
  .string()
  .min(1)
  .max(255, { abort: true })
  .regex(/^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/);
/** Likewise. */
export const tagNameSchema = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
export const manifestDigestSchema = z.string().regex(/^sha256:[a-f0-9]{64}$/);

const registryTagSchema = z.object({
  name: tagNameSchema,
  /** Of the manifest; null like the others where the registry has nothing there that can be read. */
  digest: manifestDigestSchema.nullable(),
  /** Of its layers as they are stored, compressed; of the first platform. */
  sizeBytes: z.number().nullable(),
  layers: z.number().int().nullable(),
  /**
   * The push that it comes from: by whoever clicked, or, typed in a terminal, by whoever had the node, where that was one person. Null where
   * it did not come by way of the panel. A student is told neither the name nor the node of others.
   */
  pushed: z.object({ by: z.string().nullable(), node: z.string().nullable(), at: timestampSchema }).nullable(),
});

export const registryContentsSchema = z.object({
  /** The class has a registry. */
  isSet: z.boolean(),
  repositories: z.array(z.object({ name: repositoryNameSchema, tags: z.array(registryTagSchema) })),
  /** There are more than these. */
  more: z.boolean(),
});
export type RegistryContentsDto = z.infer<typeof registryContentsSchema>;

export const registryImageQuerySchema = z.object({ repository: repositoryNameSchema, tag: tagNameSchema });
export const registryImageSchema = z.object({
  digest: manifestDigestSchema,
  sizeBytes: z.number(),
  /** By the clock of whoever built it; null where it does not say. */
  createdAt: timestampSchema.nullable(),
  /** As `linux/amd64`; of several the first, which the layers are of. */
  platform: z.string().nullable(),
  platforms: z.number().int(),
  /** From the base up. */
  layers: z.array(z.object({ digest: manifestDigestSchema, sizeBytes: z.number() })),
});
export type RegistryImageDto = z.infer<typeof registryImageSchema>;

/** Of a dry run: it stands for the tags that were named. */
const removalPlanSchema = z.string().regex(/^[a-f0-9]{64}$/);
export const removeRegistryImageQuerySchema = z
  .object({
    repository: repositoryNameSchema,
    digest: manifestDigestSchema,
    /** Names the tags, and deletes nothing. */
    dryRun: z.stringbool().default(false),
    /** Of the dry run before: nothing is deleted where other tags would go by now. */
    plan: removalPlanSchema.optional(),
  })
  .refine(({ dryRun, plan }) => dryRun || plan !== undefined, { path: ['plan'] });
export const removedRegistryImageSchema = z.object({
  /** That led to the digest: those that are gone, or of a dry run, that would be. */
  tags: z.array(tagNameSchema),
  plan: removalPlanSchema,
});
export type RemovedRegistryImage = z.infer<typeof removedRegistryImageSchema>;
