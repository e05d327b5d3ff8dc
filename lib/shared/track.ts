import { z } from 'zod';
import { idSchema, listSchema, pageQuerySchema, timestampSchema } from './common';
import { courseSlugSchema, passedHowSchema } from './courses';

const common = {
  /** Never the same twice in a track. */
  key: z.string(),
  at: timestampSchema,
  /** Where in the course; null of what belongs to no step. */
  lesson: courseSlugSchema.nullable(),
  step: courseSlugSchema.nullable(),
  /** Title of the step, else of the lesson. */
  title: z.string().nullable(),
};
const trackItemSchema = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('lesson'), node: z.string().nullable() }),
  /** A verdict that differed from the one before. */
  z.object({
    ...common,
    kind: z.literal('check'),
    verdict: z.enum(['passed', 'failed', 'errored']),
    says: z.string(),
    wanted: z.string().nullable(),
    found: z.string().nullable(),
    where: z.string().nullable(),
    count: z.number().int(),
  }),
  z.object({ ...common, kind: z.literal('passed'), how: passedHowSchema.nullable() }),
  z.object({ ...common, kind: z.literal('excused'), by: z.string().nullable() }),
  /** `by` null: the student. */
  z.object({ ...common, kind: z.literal('reset'), by: z.string().nullable() }),
  z.object({ ...common, kind: z.literal('help'), level: z.number().int().min(1).max(3), says: z.string().nullable() }),
  /** What the student wrote; `truth`: what came out of the prediction. */
  z.object({ ...common, kind: z.literal('wrote'), what: z.enum(['prediction', 'truth', 'answer', 'why']), value: z.string() }),
  /** An image of theirs has the uppermost layer of one of these students: one was made from the other. */
  z.object({ ...common, kind: z.literal('similar'), with: z.array(z.string()) }),
  z.object({
    ...common,
    kind: z.literal('hand'),
    what: z.enum(['raised', 'claimed', 'answered', 'over']),
    by: z.string().nullable(),
    text: z.string().nullable(),
  }),
  /** What Docker, or a terminal of the panel's, did on the node; Docker's own words. */
  z.object({
    ...common,
    kind: z.literal('deed'),
    action: z.string(),
    on: z.enum(['container', 'image', 'terminal']),
    name: z.string().nullable(),
    image: z.string().nullable(),
    exitCode: z.number().int().nullable(),
    node: z.string().nullable(),
  }),
]);
export type TrackItem = z.infer<typeof trackItemSchema>;

/** What a student did in a class and what became of it, the newest first. */
export const trackSchema = listSchema(trackItemSchema).extend({
  userId: idSchema,
  name: z.string(),
  nodeId: idSchema.nullable(),
  node: z.string().nullable(),
  passed: z.number().int(),
  steps: z.number().int(),
  points: z.number(),
  pointsOf: z.number(),
  /** Events of the node may be missing: they are kept in memory, and the daemon keeps few. */
  hasGap: z.boolean(),
});
export type TrackDto = z.infer<typeof trackSchema>;

/** `cursor`: only what is older than this moment. */
export const trackQuerySchema = pageQuerySchema.extend({ cursor: timestampSchema.optional() });
