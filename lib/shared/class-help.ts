import { z } from 'zod';
import { idSchema, listSchema, timestampSchema } from './common';
import { courseSlugSchema } from './courses';

const helpLimits = { messageMaxChars: 1000, linesMaxChars: 20_000 } as const;

/** A student asks for help, from the step they stand at. */
export const raiseHandSchema = z.object({
  lesson: courseSlugSchema.optional(),
  step: courseSlugSchema.optional(),
  message: z.string().max(helpLimits.messageMaxChars).optional(),
  /** The last lines of the terminal, as text. */
  lastLines: z.string().max(helpLimits.linesMaxChars).optional(),
});
export type RaiseHand = z.infer<typeof raiseHandSchema>;

const handSchema = z.object({
  id: idSchema,
  lesson: courseSlugSchema.nullable(),
  step: courseSlugSchema.nullable(),
  message: z.string().nullable(),
  /** Who is on it. */
  claimedBy: z.string().nullable(),
  claimedAt: timestampSchema.nullable(),
  answer: z.string().nullable(),
  answeredAt: timestampSchema.nullable(),
  createdAt: timestampSchema,
  /** Its step was passed since it was raised: it is offered as done. */
  turnedGreen: z.boolean(),
});
export type HandDto = z.infer<typeof handSchema>;

/** One's own hand: null when it is not raised. The last answer stays for ten minutes after it is over. */
export const ownHandSchema = z.object({
  hand: handSchema.nullable(),
  /** 1 is next; null when somebody is on it, or it is not raised. */
  place: z.number().int().nullable(),
  /** By how long the last ones waited in this class; null before there are any. */
  waitMinutes: z.number().int().nullable(),
  lastAnswer: z.object({ by: z.string().nullable(), text: z.string(), at: timestampSchema }).nullable(),
});
export type OwnHandDto = z.infer<typeof ownHandSchema>;

/** A raised hand as staff see it. */
export const staffHandSchema = handSchema.extend({
  userId: idSchema,
  name: z.string(),
  nodeId: idSchema.nullable(),
  node: z.string().nullable(),
  stepTitle: z.string().nullable(),
  /** What was red when it was raised. */
  reason: z.string().nullable(),
  says: z.string().nullable(),
  lastLines: z.string().nullable(),
  /** State of the node when it was raised. */
  nodeState: z.string().nullable(),
  /** Others with the same reason at the same step. */
  alike: z.array(idSchema),
});
export type StaffHandDto = z.infer<typeof staffHandSchema>;
export const handsSchema = listSchema(staffHandSchema);

/** `take`: although a colleague is on it. */
export const claimHandSchema = z.object({ take: z.boolean().optional() });
export const answerHandSchema = z.object({ answer: z.string().min(1).max(helpLimits.messageMaxChars) });

export const announceSchema = z.object({
  kind: z.enum(['message', 'eyes']).optional(),
  /** By language; a reader gets their own, or the first. */
  text: z.partialRecord(z.enum(['ko', 'en']), z.string().min(1).max(2000)).refine((texts) => Object.keys(texts).length > 0),
  /** Shown in this lesson alone. */
  lesson: courseSlugSchema.optional(),
  /** For these students alone: those whom one reason stops, for instance. */
  users: z.array(idSchema).min(1).max(500).optional(),
});
export type Announce = z.infer<typeof announceSchema>;

export const announcementSchema = z.object({
  id: idSchema,
  kind: z.enum(['message', 'eyes']),
  /** In the reader's language. */
  text: z.string(),
  lesson: courseSlugSchema.nullable(),
  by: z.string(),
  createdAt: timestampSchema,
  /** For staff: how many it is for; null: all, or the reader is a student. */
  audience: z.number().int().nullable(),
});
export type AnnouncementDto = z.infer<typeof announcementSchema>;
