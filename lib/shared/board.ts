import { z } from 'zod';
import { boardNeeds } from './board-cells';
import { idSchema, timestampSchema } from './common';
import { courseHashSchema, courseSlugSchema } from './courses';

const boardRowSchema = z.object({
  userId: idSchema,
  name: z.string(),
  nodeId: idSchema.nullable(),
  node: z.string().nullable(),
  /** State of the node's connection; null without a node. */
  nodeState: z.string().nullable(),
  /** The first step that has not passed of the lesson they opened last, or of the course. */
  here: z.object({ lesson: courseSlugSchema, step: courseSlugSchema }).nullable(),
  passed: z.number().int(),
  /** By the points of the steps, as the class counts. */
  points: z.number(),
  need: z.enum(boardNeeds).nullable(),
  /** Since when, for the order among equals. */
  needSince: timestampSchema.nullable(),
  /** What is red or grey where they stand: the reason, how often it came in a row, and its sentence. */
  reason: z.object({ code: z.string(), says: z.string(), times: z.number().int() }).nullable(),
  /** The raised hand, and who took it. */
  hand: z.object({ id: idSchema, claimedBy: z.string().nullable(), since: timestampSchema }).nullable(),
  /** Last sign of work: a deed, an answer, a judgement that differed. */
  activeAt: timestampSchema.nullable(),
  /** A page of theirs is open. */
  online: z.boolean(),
  /** When they were last heard of, to the minute; null while they are online, and for whoever has not signed in yet. */
  lastSeenAt: timestampSchema.nullable(),
});
export type BoardRow = z.infer<typeof boardRowSchema>;

/** The same reason at the same step: one hint or announcement for all of them. */
const boardReasonSchema = z.object({
  lesson: courseSlugSchema,
  step: courseSlugSchema,
  reason: z.string(),
  says: z.string(),
  users: z.array(idSchema),
  /** Where they differ: what was found, the most frequent first. */
  found: z.array(z.object({ value: z.string(), users: z.number().int() })),
});
export type BoardReason = z.infer<typeof boardReasonSchema>;

const boardColumnSchema = z.object({
  lesson: courseSlugSchema,
  step: courseSlugSchema,
  title: z.string(),
  points: z.number().int(),
  passed: z.number().int(),
  working: z.number().int(),
  stuck: z.number().int(),
  /** Passed with a hint or a solution. */
  helped: z.number().int(),
  /** Of those who passed it; the author's guess before there are five of them. */
  medianMinutes: z.number(),
  /** How many passed it in up to 1, 2, 5, 10, 20 minutes, and in more. */
  histogram: z.array(z.number().int()).length(6),
});
export type BoardColumn = z.infer<typeof boardColumnSchema>;

/** What the head of a column tells besides: asked for when it is opened. */
export const stepStatisticsSchema = z.object({
  /** Students by the most help they opened in the round that goes on. */
  help: z.object({ hint: z.number().int(), more: z.number().int(), solution: z.number().int() }),
  prediction: z
    .object({
      ask: z.string(),
      predicted: z.number().int(),
      /** Of whom both is known, and those of them for whom it came out as expected. */
      compared: z.number().int(),
      asExpected: z.number().int(),
      /** How many expected a value, and for how many it came out. */
      spread: z.array(z.object({ value: z.string(), says: z.string(), expected: z.number().int(), truth: z.number().int() })),
    })
    .nullable(),
});
export type StepStatisticsDto = z.infer<typeof stepStatisticsSchema>;

export const boardSchema = z.object({
  classId: idSchema,
  className: z.string(),
  course: courseSlugSchema,
  hash: courseHashSchema,
  title: z.string(),
  /** `v` counts the changes within one `epoch`; another epoch, or a gap in `v`, asks for a new snapshot. */
  epoch: z.string(),
  v: z.number().int(),
  at: timestampSchema,
  openUpTo: courseSlugSchema.nullable(),
  lessons: z.array(z.object({ id: courseSlugSchema, title: z.string(), minutes: z.number().int(), steps: z.number().int() })),
  columns: z.array(boardColumnSchema),
  rows: z.array(boardRowSchema),
  /** Base64, two bytes a cell, row after row: {@link readCell}. */
  cells: z.string(),
  reasons: z.array(boardReasonSchema),
});
export type BoardDto = z.infer<typeof boardSchema>;

/**
 * What moved since `v - 1`. A cell is `[row, column, state byte, minutes byte]`; of a row and a column comes what differs, with its place.
 */
export interface BoardChanges {
  classId: string;
  epoch: string;
  v: number;
  cells: Array<[row: number, column: number, state: number, minutes: number]>;
  rows: Array<[row: number, Partial<BoardRow>]>;
  columns?: Array<[column: number, Partial<BoardColumn>]>;
  /** All of them, when they differ. */
  reasons?: BoardReason[];
}
