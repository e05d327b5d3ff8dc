import { z } from 'zod';
import { displayNameSchema, studentNumberSchema } from './accounts';
import { nodeStateSchema } from './nodes';

/** Lines of one roster. */
export const rosterMaxLines = 500;

export const rosterSchema = z.object({
  /** A line each, as a spreadsheet gives it: name, e-mail address, student number, with a header or without. Empty: the students who are enrolled, for giving them nodes. */
  lines: z.string().max(100_000),
  /**
   * Gives the nodes of the class that nobody has, in the order of their names, to those who have none, in the order of the lines. Nodes
   * the panel cannot work with now come last.
   */
  assign: z.boolean().default(false),
  /** Only says what would be done. */
  dryRun: z.boolean().default(false),
});
export type Roster = z.infer<typeof rosterSchema>;

/**
 * Why a line is left out: no e-mail address, more than one, not an address, a student number or a name that cannot be one, a quote that is not closed, an address of an earlier line, an
 * account that is staff's or disabled, beyond {@link rosterMaxLines}.
 */
const rosterProblemSchema = z.enum([
  'no_email',
  'two_emails',
  'number_invalid',
  'quote',
  'email_invalid',
  'name_invalid',
  'repeated',
  'staff_account',
  'account_disabled',
  'too_many',
]);
export type RosterProblem = z.infer<typeof rosterProblemSchema>;

export const rosterResultSchema = z.object({
  dryRun: z.boolean(),
  /** The good lines, in their order; with no lines given, the students without a node. */
  items: z.array(
    z.object({
      /** Counted from 1; null for a student who was not in the lines. */
      line: z.number().int().nullable(),
      name: z.string(),
      email: z.string(),
      studentNumber: z.string().nullable(),
      account: z.enum(['new', 'known']),
      enrolment: z.enum(['new', 'known']),
      /** The node they have or get; null when none is left, or none was to be given. */
      node: z.object({ name: z.string(), assignment: z.enum(['new', 'known']), state: nodeStateSchema }).nullable(),
    }),
  ),
  problems: z.array(z.object({ line: z.number().int(), text: z.string(), reason: rosterProblemSchema })),
  /** Nodes of the class that nobody has, afterwards. */
  nodesLeft: z.number().int(),
});
export type RosterResult = z.infer<typeof rosterResultSchema>;

/** What staff mend of a student of their class. */
export const mendMemberSchema = z.object({ name: displayNameSchema, studentNumber: studentNumberSchema.nullable() }).partial();
export type MendMember = z.infer<typeof mendMemberSchema>;
