import { z } from 'zod';
import { idSchema, nodeRefSchema, timestampSchema } from './common';
import { registryHost } from './registry-host';
import { registryPasswordSchema, registryUserSchema } from './class-registry';

/** `host` or `host:port`, as references name it; what people copy from a browser is cut to that. */
const hostSchema = z
  .string()
  .trim()
  .min(1)
  .max(255, { abort: true })
  .overwrite(registryHost)
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)(:[0-9]{1,5})?$/);

export const saveRegistrySignInSchema = z.object({
  host: hostSchema,
  user: registryUserSchema,
  /** A password, or a token of the registry in its place. */
  password: registryPasswordSchema,
  /** The node whose Docker tries it, one that it is used on; left out, the panel chooses such a node. */
  node: nodeRefSchema.optional(),
});
export type SaveRegistrySignIn = z.infer<typeof saveRegistrySignInSchema>;

/** Of the secret nothing. */
export const registrySignInSchema = z.object({
  id: idSchema,
  host: z.string(),
  user: z.string(),
  /** Of the class, or of the reader alone. */
  of: z.enum(['class', 'account']),
  /** Who stored it; null where the account is gone. */
  addedBy: z.string().nullable(),
  createdAt: timestampSchema,
  /** Of a pull, a push or a build; null before the first. */
  lastUsedAt: timestampSchema.nullable(),
});
export type RegistrySignInDto = z.infer<typeof registrySignInSchema>;

/** `unchecked`: the code of why the registry could not be asked; null where it took the sign-in. */
export const savedRegistrySignInSchema = registrySignInSchema.extend({ unchecked: z.string().nullable() });
export type SavedRegistrySignIn = z.infer<typeof savedRegistrySignInSchema>;
