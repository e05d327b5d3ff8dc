import { z } from 'zod';
import { idSchema } from './common';
import { limits } from './limits';
import { credentialSchema, hostKeySchema, loginUserSchema, portSchema } from './nodes';

export const importFormatSchema = z.enum(['range', 'csv', 'ssh_config']);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** Why a line is not taken; the text of each stands in `messages/<locale>/import.json` under `problem`. */
const importProblemCodes = [
  // One value of the line is not written the way it has to be.
  'name',
  'name_missing',
  'host',
  'host_missing',
  'port',
  'user',
  'user_missing',
  'password',
  'root_password',
  'private_key',
  'two_credentials',
  'credential_missing',
  'credential_again',
  'host_key',
  'host_key_differs',
  'student',
  'student_unknown',
  'jump_unknown',
  'jump_self',
  'jump_loop',
  'jump_bad',
  'jump_chain',
  // It does not fit what else there is.
  'name_twice',
  'address_twice',
  'address_taken',
  'address_refused',
  'changed_meanwhile',
  // The line itself.
  'too_many',
  'range_form',
  'range_backwards',
  'range_counts',
  'words',
  'csv_header',
  'csv_twice',
  'csv_columns',
  'csv_quote',
  'keyword',
  'proxy_command',
  'match_refused',
  'include_refused',
  'patterns_many',
] as const;
const importProblemSchema = z.object({
  code: z.enum(importProblemCodes),
  /** Values for the placeholders of the text, printable. Never a secret. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ImportProblem = z.infer<typeof importProblemSchema>;

/** What does not keep a line out and should be known; texts under `note`. */
const importNoteCodes = ['key_not_on_panel', 'root_password_forgotten', 'address_elsewhere', 'default_by_named_key'] as const;
const importNoteSchema = z.object({
  code: z.enum(importNoteCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ImportNote = z.infer<typeof importNoteSchema>;

/** What an import may change of a node. */
const importFieldSchema = z.enum([
  'name',
  'host',
  'port',
  'user',
  'credential',
  'root_password',
  'jump',
  'host_key',
  'student',
  'class',
]);
export type ImportField = z.infer<typeof importFieldSchema>;

const importStateSchema = z.enum(['add', 'update', 'same', 'bad']);
export type ImportState = z.infer<typeof importStateSchema>;

/** One node of the text and what becomes of it. A range makes several of one line. */
const importItemSchema = z.object({
  /** Where it stands in the text, from 1. */
  line: z.number().int().min(1),
  state: importStateSchema,
  name: z.string().nullable(),
  host: z.string().nullable(),
  port: z.number().int().nullable(),
  loginUser: z.string().nullable(),
  jump: z.string().nullable(),
  /** What differs, with `update`. */
  fields: z.array(importFieldSchema),
  problems: z.array(importProblemSchema),
  notes: z.array(importNoteSchema),
  /** The node it is; null in a preview of one that is not there yet, and for a bad line. */
  node: idSchema.nullable(),
});
export type ImportItem = z.infer<typeof importItemSchema>;

export const importResultSchema = z.object({
  format: importFormatSchema,
  /** The format was found out, not chosen. */
  detected: z.boolean(),
  dryRun: z.boolean(),
  counts: z.object({ add: z.number().int(), update: z.number().int(), same: z.number().int(), bad: z.number().int() }),
  /** Columns of a CSV the panel knows nothing of. */
  unknownColumns: z.array(z.string()),
  items: z.array(importItemSchema),
});
export type ImportResult = z.infer<typeof importResultSchema>;

export const importNodesSchema = z.object({
  text: z.string().min(1).max(limits.importMaxChars),
  /** Left out: found out from the text. */
  format: importFormatSchema.optional(),
  /** Only say what would happen. */
  dryRun: z.boolean().default(false),
});
export type ImportNodes = z.infer<typeof importNodesSchema>;

/** What a node of a class has where its line names nothing. Secrets never come out: only whether they are set. */
export const classDefaultsSchema = z.object({
  loginUser: z.string().nullable(),
  port: z.number().int().nullable(),
  credentialKind: z.enum(['password', 'private_key']).nullable(),
  hasRootPassword: z.boolean(),
  jumpNodeId: idSchema.nullable(),
});
export type ClassDefaultsDto = z.infer<typeof classDefaultsSchema>;

/** The whole of the defaults; a secret that is left out stays as it is, and `null` forgets it. */
export const setClassDefaultsSchema = z.object({
  loginUser: loginUserSchema.nullable(),
  port: portSchema.nullable(),
  credential: credentialSchema.nullish(),
  rootPassword: z.string().min(1).max(512).nullish(),
  jumpNodeId: idSchema.nullable(),
});
export type SetClassDefaults = z.infer<typeof setClassDefaultsSchema>;

/** A host key of a class that waits for somebody to compare it. */
export const offeredKeySchema = z.object({
  node: idSchema,
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
  offered: hostKeySchema,
  /** The approved key, which this one is not: an alarm, approved at the node alone. */
  approved: hostKeySchema.nullable(),
  /** Prints the same fingerprint on the node's own console (ssh-keygen(1)). */
  command: z.string(),
});
export type OfferedKeyDto = z.infer<typeof offeredKeySchema>;

export const approveHostKeysSchema = z.object({
  keys: z
    .array(z.object({ node: idSchema, sha256: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/) }))
    .min(1)
    .max(limits.importMaxNodes),
});
export type ApproveHostKeys = z.infer<typeof approveHostKeysSchema>;

/** `host_key_changed`: it replaces an approved key, which is not done in passing. `host_key_mismatch`: it is another one by now. */
export const approvedHostKeySchema = z.object({
  node: idSchema,
  outcome: z.enum(['approved', 'host_key_changed', 'host_key_mismatch', 'not_found']),
});
export type ApprovedHostKeyDto = z.infer<typeof approvedHostKeySchema>;

export const exportFormatSchema = z.enum(['csv', 'ssh_config']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;
/** A file for a reader to keep. */
export const exportedFileSchema = z.object({
  fileName: z.string(),
  contentType: z.string(),
  text: z.union([z.string(), z.instanceof(Uint8Array<ArrayBuffer>)]),
});
/** A file of text. */
export interface ExportedFile {
  fileName: string;
  contentType: string;
  text: string;
}
/** A file of bytes. */
export interface ExportedBytes {
  fileName: string;
  contentType: string;
  text: Uint8Array<ArrayBuffer>;
}
