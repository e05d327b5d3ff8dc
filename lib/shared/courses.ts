import { z } from 'zod';
import { importReportSchema } from './course-import';
import { idSchema, listSchema, timestampSchema } from './common';
import { passedHows, stepStates } from './step-states';

export type { PassedHow, StepState } from './step-states';

const stepStateSchema = z.enum(stepStates);
export const passedHowSchema = z.enum(passedHows);

export const courseSlugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
export const courseHashSchema = z.string().regex(/^[a-f0-9]{64}$/);

/** Markdown as a closed tree: the browser gets no parser and no HTML. */
export type LessonInline =
  | { t: 'text'; v: string }
  | { t: 'strong' | 'em' | 'del'; c: LessonInline[] }
  | { t: 'code' | 'kbd'; v: string }
  | { t: 'link'; href: string; c: LessonInline[] }
  | { t: 'measure'; of: Record<string, string> }
  | { t: 'break' };
export type LessonBlock =
  | { t: 'p'; c: LessonInline[] }
  | { t: 'heading'; level: 2 | 3 | 4; c: LessonInline[] }
  | { t: 'code'; lang: string | null; v: string }
  | { t: 'list'; ordered: boolean; start: number | null; items: LessonBlock[][] }
  | { t: 'quote'; c: LessonBlock[] }
  | { t: 'table'; align: Array<'left' | 'center' | 'right' | null>; head: LessonInline[][]; rows: LessonInline[][][] }
  | { t: 'rule' }
  | { t: 'note'; kind: 'note' | 'tip' | 'warning'; c: LessonBlock[] }
  | { t: 'picture'; name: string; alt: string; live: boolean }
  | { t: 'step'; id: string };

export const inlineSchema: z.ZodType<LessonInline> = z.lazy(() =>
  z.discriminatedUnion('t', [
    z.object({ t: z.literal('text'), v: z.string() }),
    z.object({ t: z.enum(['strong', 'em', 'del']), c: z.array(inlineSchema) }),
    z.object({ t: z.enum(['code', 'kbd']), v: z.string() }),
    z.object({ t: z.literal('link'), href: z.string(), c: z.array(inlineSchema) }),
    z.object({ t: z.literal('measure'), of: z.record(z.string(), z.string()) }),
    z.object({ t: z.literal('break') }),
  ]),
);
export const blockSchema: z.ZodType<LessonBlock> = z.lazy(() =>
  z.discriminatedUnion('t', [
    z.object({ t: z.literal('p'), c: z.array(inlineSchema) }),
    z.object({ t: z.literal('heading'), level: z.union([z.literal(2), z.literal(3), z.literal(4)]), c: z.array(inlineSchema) }),
    z.object({ t: z.literal('code'), lang: z.string().nullable(), v: z.string() }),
    z.object({ t: z.literal('list'), ordered: z.boolean(), start: z.number().nullable(), items: z.array(z.array(blockSchema)) }),
    z.object({ t: z.literal('quote'), c: z.array(blockSchema) }),
    z.object({
      t: z.literal('table'),
      align: z.array(z.enum(['left', 'center', 'right']).nullable()),
      head: z.array(z.array(inlineSchema)),
      rows: z.array(z.array(z.array(inlineSchema))),
    }),
    z.object({ t: z.literal('rule') }),
    z.object({ t: z.literal('note'), kind: z.enum(['note', 'tip', 'warning']), c: z.array(blockSchema) }),
    z.object({ t: z.literal('picture'), name: z.string(), alt: z.string(), live: z.boolean() }),
    z.object({ t: z.literal('step'), id: z.string() }),
  ]),
);

/** Why a step is red or grey right now, in the reader's language. */
const checkResultSchema = z.object({
  check: z.string(),
  verdict: z.enum(['passed', 'failed', 'errored']),
  /** `reason` of a verdict that was given, `cause` of one that could not be. */
  reason: z.string(),
  /** The sentence in the reader's language. */
  says: z.string(),
});
export type CheckResultDto = z.infer<typeof checkResultSchema>;

export const stepProgressSchema = z.object({
  lesson: courseSlugSchema,
  step: courseSlugSchema,
  state: stepStateSchema,
  how: passedHowSchema.nullable(),
  /** Grows with each judgement, so that an older answer never replaces a newer one. */
  revision: z.number().int(),
  passedAt: timestampSchema.nullable(),
  tries: z.number().int(),
  checks: z.array(checkResultSchema),
  /** What is shown of its help: the text of a hint that holds, level 2, level 3. */
  hint: z.string().nullable(),
  level: z.number().int().min(0).max(3),
});
export type StepProgressDto = z.infer<typeof stepProgressSchema>;

const lessonHeadSchema = z.object({
  id: courseSlugSchema,
  title: z.string(),
  minutes: z.number().int(),
  steps: z.array(z.object({ id: courseSlugSchema, title: z.string(), points: z.number().int(), state: stepStateSchema })),
});

/** The course of a class as one of its people sees it. */
export const courseOutlineSchema = z.object({
  classId: idSchema,
  className: z.string(),
  course: courseSlugSchema,
  version: z.string(),
  hash: courseHashSchema,
  title: z.string(),
  /** Lessons up to this one are open; null: all. */
  openUpTo: courseSlugSchema.nullable(),
  /** Where the reader stopped. */
  here: z.object({ lesson: courseSlugSchema, step: courseSlugSchema }).nullable(),
  /** The reader's node in this class; null without one. */
  nodeId: idSchema.nullable(),
  node: z.string().nullable(),
  lessons: z.array(lessonHeadSchema),
});
export type CourseOutlineDto = z.infer<typeof courseOutlineSchema>;

/** The lesson that teaches a docker command: `run`, `volume create`. */
export const taughtCommandSchema = z.object({
  command: z.string(),
  lesson: courseSlugSchema,
  /** Its number in the course. */
  number: z.number().int(),
  title: z.string(),
});
export type TaughtCommandDto = z.infer<typeof taughtCommandSchema>;

const commandDtoSchema = z.object({
  id: z.string(),
  run: z.string(),
  kind: z.enum(['look', 'change', 'destroy']),
  where: z.string(),
  /** Keys that are pressed, `ctrl-p ctrl-q`. */
  keys: z.boolean(),
});
const choiceSchema = z.object({ value: z.string(), says: z.string() });
const questionSchema = z.object({
  check: z.string(),
  ask: z.string(),
  kind: z.enum(['number', 'text', 'name', 'digest', 'choice']),
  choices: z.array(choiceSchema).nullable(),
  /** What the student answered last. */
  answered: z.string().nullable(),
  isRight: z.boolean().nullable(),
  explain: z.string().nullable(),
});
const predictionSchema = z.object({
  ask: z.string(),
  kind: z.enum(['number', 'choice']),
  choices: z.array(choiceSchema).nullable(),
  answered: z.string().nullable(),
  /** What came out, once the step has passed. */
  truth: z.string().nullable(),
  explain: z.string().nullable(),
});

/** Asked after the solution was opened; never scored. */
const whySchema = z.object({
  ask: z.string(),
  /** What the student wrote last. */
  answered: z.string().nullable(),
  /** Once something was written. */
  explain: z.string().nullable(),
});

export const lessonStepSchema = z.object({
  id: courseSlugSchema,
  title: z.string(),
  goal: z.string().nullable(),
  where: z.string(),
  isReading: z.boolean(),
  points: z.number().int(),
  commands: z.array(commandDtoSchema),
  prediction: predictionSchema.nullable(),
  questions: z.array(questionSchema),
  /** What there is to open: level 2, level 3 (null until it may be), the question after it. */
  hasMore: z.boolean(),
  hasSolution: z.boolean(),
  /** When the solution may be opened at the earliest. */
  solutionAt: timestampSchema.nullable(),
  more: z.string().nullable(),
  /** Ids of commands. */
  solution: z.array(z.string()).nullable(),
  /** Null before the solution was opened. */
  why: whySchema.nullable(),
  progress: stepProgressSchema,
});
export type LessonStepDto = z.infer<typeof lessonStepSchema>;

export const lessonSchema = z.object({
  id: courseSlugSchema,
  title: z.string(),
  minutes: z.number().int(),
  previous: courseSlugSchema.nullable(),
  next: courseSlugSchema.nullable(),
  blocks: z.array(blockSchema),
  steps: z.array(lessonStepSchema),
});
export type LessonDto = z.infer<typeof lessonSchema>;

/** What a `:measure` shows now; null: the node does not say. */
export const measuresSchema = z.object({ items: z.array(z.object({ key: z.string(), value: z.string().nullable() })) });

export const answerSchema = z.object({ check: z.string().min(1).max(80), value: z.string().min(1).max(200) });
export const explainSchema = z.object({ value: z.string().trim().min(1).max(1000) });
export const predictSchema = z.object({ value: z.string().min(1).max(200) });
export const helpLevelSchema = z.object({ level: z.union([z.literal(2), z.literal(3)]) });

/** A version of a course as staff choose one. */
export const courseSummarySchema = z.object({
  hash: courseHashSchema,
  course: courseSlugSchema,
  version: z.string(),
  title: z.string(),
  summary: z.string().nullable(),
  languages: z.array(z.string()),
  lessons: z.number().int(),
  steps: z.number().int(),
  origin: z.enum(['builtin', 'folder', 'upload']),
  /** It has programs, which run on nodes only where `trusted` says so. */
  hasScripts: z.boolean(),
  trusted: z.boolean(),
  /** The last rehearsal on each image store. */
  rehearsals: z.array(z.object({ store: z.string(), passed: z.boolean(), node: z.string(), at: timestampSchema })),
  createdAt: timestampSchema,
});
export type CourseSummaryDto = z.infer<typeof courseSummarySchema>;
/** `imported`: what came of an archive in a format of others; null for one in the panel's own. */
export const addedCourseSchema = courseSummarySchema.extend({ imported: importReportSchema.nullable() });
export type AddedCourseDto = z.infer<typeof addedCourseSchema>;

export const setCourseSchema = z.object({
  hash: courseHashSchema.nullable(),
  /** Although it was not rehearsed on an image store that the nodes have. */
  override: z.boolean().optional(),
});
export const changeCourseSchema = z.object({
  openUpTo: courseSlugSchema.nullable().optional(),
  ownValues: z.boolean().optional(),
  /** A step that was passed after its solution was opened gives half its points. */
  solutionHalf: z.boolean().optional(),
});
/** What staff have set for a class. */
export const classCourseSchema = z.object({
  hash: courseHashSchema.nullable(),
  course: courseSlugSchema.nullable(),
  version: z.string().nullable(),
  title: z.string().nullable(),
  openedAt: timestampSchema.nullable(),
  openUpTo: courseSlugSchema.nullable(),
  ownValues: z.boolean(),
  solutionHalf: z.boolean(),
  /** Image stores of its nodes, and whether the course was rehearsed there; null: never. */
  stores: z.array(z.object({ store: z.string(), nodes: z.number().int(), rehearsed: z.boolean().nullable() })),
});
export type ClassCourseDto = z.infer<typeof classCourseSchema>;

/** Whose: for staff. Left out: the reader's own. */
export const ofUserQuerySchema = z.object({ user: idSchema.optional() });
export const measureSchema = z.object({ items: z.array(z.record(z.string().max(40), z.string().max(400))).max(60) });

export const userProgressSchema = z.object({
  userId: idSchema,
  name: z.string(),
  /** Points of the passed steps, and of all. */
  points: z.number(),
  pointsOf: z.number(),
  passed: z.number().int(),
  steps: z.array(
    z.object({
      lesson: courseSlugSchema,
      step: courseSlugSchema,
      state: stepStateSchema,
      how: passedHowSchema.nullable(),
      /** What it gives so far. */
      points: z.number(),
      tries: z.number().int(),
      passedAt: timestampSchema.nullable(),
    }),
  ),
});
export type UserProgressDto = z.infer<typeof userProgressSchema>;

/** Why a step stands as it does: what was asked and found, newest first. */
const evidenceSchema = z.object({
  seq: z.number().int(),
  round: z.number().int(),
  check: z.string(),
  verdict: z.enum(['passed', 'failed', 'errored']),
  reason: z.string(),
  says: z.string(),
  wanted: z.string().nullable(),
  found: z.string().nullable(),
  where: z.string().nullable(),
  /** How often the same was seen. */
  count: z.number().int(),
  node: z.string().nullable(),
  /** By the panel's clock. */
  at: timestampSchema,
  /** By the node's clock; null where it did not tell. */
  nodeAt: timestampSchema.nullable(),
  /** Fingerprint of the node's host key, `SHA256:…`. */
  hostKey: z.string().nullable(),
  /** Which boot of the node it was. */
  bootId: z.string().nullable(),
});
export type EvidenceDto = z.infer<typeof evidenceSchema>;
/** Why a step stands as it does, and what the student wrote when asked why its solution works. */
export const stepEvidenceSchema = listSchema(evidenceSchema).extend({
  why: z.object({ ask: z.string(), value: z.string(), at: timestampSchema }).nullable(),
});

export const resetStepSchema = z.object({
  dryRun: z.boolean().optional(),
  /** Of these students, for staff; left out: one's own. */
  users: z.array(idSchema).min(1).max(500).optional(),
  /** Of every student of the class, for staff. */
  all: z.literal(true).optional(),
});
export const resetResultSchema = z.object({
  items: z.array(
    z.object({
      userId: idSchema,
      name: z.string(),
      node: z.string().nullable(),
      /** What goes from the node, or what would: made since the lesson began, and named by the step. */
      containers: z.array(z.string()),
      images: z.array(z.string()),
      paths: z.array(z.string()),
      /** Code of the error that kept it as it is; its round goes on. */
      problem: z.string().nullable(),
    }),
  ),
});
export type ResetResultDto = z.infer<typeof resetResultSchema>;

export const excuseSchema = z.object({ user: idSchema });
const exportFormats = ['csv', 'moodle', 'canvas', 'json', 'xapi', 'zip'] as const;
export const exportQuerySchema = z.object({ format: z.enum(exportFormats) });
export type ExportFormat = (typeof exportFormats)[number];
