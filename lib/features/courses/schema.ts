import { z } from 'zod';
import { checkSpecSchema, textSchema, truthSchema, whereSchema } from '../checks/spec';

/** The files of a course as they are written: `course.yaml` and each `lessons/<id>/lesson.yaml` (docs/course-authoring.md). */
export const courseLimits = { bytes: 2 * 1024 * 1024, lessons: 60, steps: 400, files: 400 } as const;

/** Of a course, a lesson, a step, a check: progress hangs on them, so they stay when texts change. */
const slugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
/** Needs no quoting on any shell. */
const valueSchema = z.string().regex(/^[a-z0-9-]{1,24}$/);

export const courseFileSchema = z.strictObject({
  id: slugSchema,
  version: z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+$/),
  title: textSchema,
  summary: textSchema.optional(),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .min(1)
    .max(4),
  needs: z
    .strictObject({
      root: z.boolean().optional(),
      docker: z
        .string()
        .regex(/^>=[0-9]+\.[0-9]+$/)
        .optional(),
      images: z.array(z.string().min(1).max(200)).max(32).optional(),
      registry: z.boolean().optional(),
    })
    .optional(),
  /** `{{me.word}}` in texts and commands; `shared` stands where the class does not ask for values of each student's own. */
  values: z
    .record(
      z.string().regex(/^me\.[a-z][a-z0-9]{0,23}$/),
      z.strictObject({ from: z.array(valueSchema).min(2).max(200), perStudent: z.boolean().optional(), shared: valueSchema }),
    )
    .optional(),
  lessons: z.array(slugSchema).min(1).max(courseLimits.lessons),
});
export type CourseFile = z.infer<typeof courseFileSchema>;

const commandSchema = z.strictObject({
  id: slugSchema.optional(),
  /** What is typed. Several lines are typed one after the other. */
  run: z.string().min(1).max(4000),
  /** `destroy` is typed without Enter, always. `change` where it is left out. */
  kind: z.enum(['look', 'change', 'destroy']).optional(),
  /** Where it differs from its step's. */
  where: whereSchema.optional(),
  /** Keys that are pressed in place of a command: `ctrl-p ctrl-q`. */
  keys: z.literal(true).optional(),
});

/** Absolute and without `.` and `..`: `/lab/../etc` is nothing as long as there is no /lab, and something else once there is. */
const removedPathSchema = z
  .string()
  .regex(/^\/(?:[^/\0\n]+\/)*[^/\0\n]+\/?$/)
  .regex(/^(?!.*\/\.\.?(?:\/|$))/);

const hintSchema = z.strictObject({ id: slugSchema, when: checkSpecSchema, say: textSchema });

const stepSchema = z.strictObject({
  id: slugSchema,
  title: textSchema,
  goal: textSchema.optional(),
  where: whereSchema.optional(),
  /** Nothing to do: opening it is enough. A step without it needs a check. */
  read: z.literal(true).optional(),
  /** A step of the same lesson that must have passed before. */
  after: slugSchema.optional(),
  points: z.number().int().min(0).max(100).optional(),
  commands: z.array(commandSchema).max(24).optional(),
  predict: z
    .strictObject({
      id: slugSchema,
      ask: textSchema,
      kind: z.enum(['number', 'choice']).optional(),
      choices: z
        .array(z.strictObject({ value: z.string().min(1).max(80), say: textSchema }))
        .min(2)
        .max(8)
        .optional(),
      truth: truthSchema,
      explain: textSchema,
    })
    .optional(),
  checks: z.array(checkSpecSchema).max(16).optional(),
  hints: z.array(hintSchema).max(16).optional(),
  /** Level 2. */
  more: textSchema.optional(),
  /** Ids of commands: level 3, and what the rehearsal types. */
  solution: z.array(slugSchema).max(24).optional(),
  /** Asked after the solution was shown, and never scored; `explain` is shown once something was written. */
  why: z.strictObject({ ask: textSchema, explain: textSchema.optional() }).optional(),
  /** What a rehearsal types before the step, and again after its reset: what an earlier step has made and this one deletes. */
  given: z.array(z.string().min(1).max(4000)).max(8).optional(),
  /** What must stay red, and the hint or the reason it raises. */
  wrong: z
    .array(
      z.strictObject({
        in: whereSchema.optional(),
        run: z.string().min(1).max(4000),
        reason: z.string().max(80).optional(),
        hint: slugSchema.optional(),
      }),
    )
    .max(16)
    .optional(),
  /** What a reset removes, if it was made since the lesson began. */
  creates: z
    .strictObject({
      images: z.array(z.string().min(1).max(400)).max(32).optional(),
      containers: z.array(z.string().min(1).max(128)).max(64).optional(),
      paths: z.array(removedPathSchema).max(32).optional(),
    })
    .optional(),
});
export type CourseStep = z.infer<typeof stepSchema>;

export const lessonFileSchema = z.strictObject({
  title: textSchema,
  /** First guess of how long it takes. */
  minutes: z.number().int().min(1).max(240),
  steps: z.array(stepSchema).min(1).max(60),
});
export type LessonFile = z.infer<typeof lessonFileSchema>;
