import { z } from 'zod';
import { limits } from './limits';

export const roleSchema = z.enum(['admin', 'instructor', 'student']);
export type Role = z.infer<typeof roleSchema>;

export const localeSchema = z.enum(['ko', 'en']);
export type Locale = z.infer<typeof localeSchema>;

/** ISO 8601 with offset, UTC as the panel writes it. */
export const timestampSchema = z.iso.datetime({ offset: true });

/** Ids the panel makes: 24 lower-case letters and digits. */
export const idSchema = z.string().regex(/^[a-z0-9]{24}$/);

/** A node's name: an RFC 1123 label, so that it can be a host name; not what an id looks like, since a node is called by either. */
export const nodeNameSchema = z
  .string()
  .min(1)
  .max(limits.nameMaxChars, { abort: true })
  .regex(/^(?![a-z0-9]{24}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);

/** A node as a route or event names it: by its id, by its name, or by `<id of its class>/<name>`. */
export const nodeRefSchema = z
  .string()
  .min(1)
  .max(limits.nodeRefMaxChars, { abort: true })
  .regex(/^(?:[a-z0-9]{24}\/)?[a-z0-9][a-z0-9-]{0,62}$/);

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(limits.pageMaxSize).default(limits.pageSize),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

/** Every list of the API has this shape. */
export function listSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
export interface List<T> {
  items: T[];
  nextCursor?: string;
}

/** RFC 9457 problem details, with our code, the request's id, and the fields that are wrong. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  requestId: z.string(),
  evidence: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Address of a registry mirror as dockerd takes it: scheme, host, perhaps a port, and no path (moby registry/config.go, ValidateMirror). */
export const mirrorSchema = z
  .string()
  .trim()
  .max(300, { abort: true })
  .regex(
    /^https?:\/\/([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?\/?$/,
  );
