import { z } from 'zod';
import { idSchema } from './common';

/** What one student needs on a first morning. */
const cardSchema = z.object({
  userId: idSchema,
  name: z.string(),
  email: z.string(),
  /** Only in the answer that set it; stored nowhere. */
  password: z.string().nullable(),
  /** False for who is also in a class, or has a node, that the asker does not teach: a password opens those too. */
  canReset: z.boolean(),
  /** Their nodes in this class, and as whom they log in there. */
  nodes: z.array(z.object({ name: z.string(), loginUser: z.string() })),
});
export type CardDto = z.infer<typeof cardSchema>;

export const cardsSchema = z.object({
  className: z.string(),
  /** Where to sign in: what the QR code holds, and nothing besides. */
  address: z.string(),
  items: z.array(cardSchema),
});
export type CardsDto = z.infer<typeof cardsSchema>;

/** Sets a new password for each student of the class, or for those named. */
export const makeCardsSchema = z.object({
  resetPasswords: z.literal(true),
  userIds: z.array(idSchema).min(1).max(500).optional(),
});
export type MakeCards = z.infer<typeof makeCardsSchema>;

/** The passwords of nodes as the panel stores them; null for what it does not have. */
export const nodePasswordsSchema = z.object({
  items: z.array(z.object({ node: z.string(), login: z.string().nullable(), root: z.string().nullable() })),
});
export type NodePasswordsDto = z.infer<typeof nodePasswordsSchema>;
