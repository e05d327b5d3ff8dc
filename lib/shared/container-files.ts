import { z } from 'zod';
import { timestampSchema } from './common';
import { fileLimits } from './file-names';

/**
 * An absolute path in a container, each part of it a name: no `.` and `..`, so that what is asked for, what is decided and what is audited
 * are one thing. Links in it are followed by Docker within the container.
 */
export const filePathSchema = z
  .string()
  .max(fileLimits.pathMaxBytes, { abort: true })
  .regex(/^\/$|^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/)
  .refine((path) => path.isWellFormed() && new TextEncoder().encode(path).length <= fileLimits.pathMaxBytes);
/** A path that a file can have. */
const newFilePathSchema = filePathSchema.refine((path) => path !== '/');

const fileTypeSchema = z.enum(['file', 'directory', 'link', 'device', 'pipe', 'socket']);
export type FileType = z.infer<typeof fileTypeSchema>;

const fileEntrySchema = z.object({
  /** As it is; control characters and all. Of one that is no UTF-8 the bytes are written as `\xFF`. */
  name: z.string(),
  /** false: its name is no UTF-8, so no address can name it. */
  isText: z.boolean(),
  type: fileTypeSchema,
  /** Permissions, as chmod(1) takes them. */
  mode: z.number().int(),
  uid: z.number().int(),
  gid: z.number().int(),
  /** Of a regular file; else 0. */
  sizeBytes: z.number(),
  mtime: timestampSchema,
  /** Of a link, as it is written in it. */
  target: z.string().nullable(),
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

/** What stands at a path, a link at its end followed. */
export const fileLookSchema = z.object({
  /** Where that is. */
  path: z.string(),
  type: fileTypeSchema,
  mode: z.number().int(),
  sizeBytes: z.number(),
  mtime: timestampSchema,
  /** What lies in a directory, directories first, then by name; null for what is none. */
  items: z.array(fileEntrySchema).nullable(),
  /** How many there are, as far as it was read. */
  total: z.number().int(),
  /** false: the directory was not read to its end. */
  isComplete: z.boolean(),
});
export type FileLook = z.infer<typeof fileLookSchema>;

export const fileTextSchema = z.object({
  path: z.string(),
  mode: z.number().int(),
  uid: z.number().int(),
  gid: z.number().int(),
  sizeBytes: z.number(),
  /** null where it is not shown. */
  text: z.string().nullable(),
  /** Why not. */
  notShown: z.enum(['large', 'binary']).nullable(),
  /** SHA-256 of what was read: a change names it, and is refused when the file is another by then. */
  version: z.string().nullable(),
});
export type FileText = z.infer<typeof fileTextSchema>;

const versionSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const savedTextSchema = z.object({ path: z.string(), version: z.string() });
export type SavedText = z.infer<typeof savedTextSchema>;

export const filePathQuerySchema = z.object({ path: filePathSchema });
export const fileTextQuerySchema = z.object({ path: newFilePathSchema, version: versionSchema });
export const uploadQuerySchema = z.object({
  path: newFilePathSchema,
  /** Docker wants to know it before the first byte. */
  sizeBytes: z.coerce.number().int().min(0).max(fileLimits.uploadMaxBytes),
  /** Replaces a file that is there. */
  replace: z.stringbool().default(false),
});
export const uploadedSchema = z.object({ path: z.string(), sizeBytes: z.number() });
export type Uploaded = z.infer<typeof uploadedSchema>;
