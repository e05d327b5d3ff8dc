import { z } from 'zod';
import { idSchema, pageQuerySchema, timestampSchema } from './common';
import { limits } from './limits';

const auditOutcomes = ['started', 'allowed', 'refused', 'failed'] as const;

/** What to show; each narrows the rest. */
export const auditFilterSchema = z.object({
  /** A part of who did it: name or id. */
  actor: z.string().max(100).optional(),
  /** An action, or its first part: `container.run`, `container`. */
  action: z.string().max(100).optional(),
  /** A part of what it was done to: its name, or kind and id. */
  target: z.string().max(300).optional(),
  class: idSchema.optional(),
  outcome: z.enum(auditOutcomes).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;
export const auditQuerySchema = auditFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(limits.pageMaxSize).default(limits.pageSize),
  cursor: pageQuerySchema.shape.cursor,
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditEntrySchema = z.object({
  id: idSchema,
  at: timestampSchema,
  /** How often, where the same again was counted on this entry, and when last. */
  count: z.number().int(),
  lastAt: timestampSchema.nullable(),
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  action: z.string(),
  /** `node:<id>`, `container:<node>/<id>`, `user:<id>` … */
  target: z.string().nullable(),
  /** As it was called then. */
  targetName: z.string().nullable(),
  classId: z.string().nullable(),
  outcome: z.enum(auditOutcomes),
  /** JSON of values that matter, by action; never a secret. */
  detail: z.string().nullable(),
  address: z.string().nullable(),
});
export type AuditEntryDto = z.infer<typeof auditEntrySchema>;
