import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { Course, CourseLesson } from '@/lib/features/courses/course';
import { fillSpec } from '@/lib/features/courses/values';
import type { Locale } from '@/lib/shared/common';
import type { LessonDto, LessonStepDto, StepProgressDto } from '@/lib/shared/courses';
import { courseOf, type Learner, learnerFor, lessonOf, readsAsStaff, staffClassFor, stepOf } from './learner';
import { valuesOf } from './node-values';
import { loadVerdicts, presentProgress, textIn } from './present-progress';
import { type Note, presentStep } from './present-step';
import { loadRecords, stepKey, untouched } from './step-record';

/** The language of whoever asks. */
export const localeOf = (ctx: Pick<Ctx, 'locale'>): Locale => ctx.locale ?? 'en';

interface LessonRef {
  classId: string;
  lessonId: string;
}

/**
 * A lesson in the reader's language with their progress; staff see it without one, or with that of a student.
 * @throws AppError `not_found`, `course_not_set`, `lesson_not_open`
 */
export async function getLesson(
  ctx: Ctx,
  { classId, lessonId, userId }: LessonRef & { userId?: string | undefined },
): Promise<LessonDto> {
  const isStaff = readsAsStaff(ctx, classId);
  if (isStaff && userId === undefined) return presentForStaff(ctx, { classId, lessonId });
  const learner = await learnerFor(ctx, { classId, userId }, 'course.read');
  return presentLesson(ctx, learner, lessonOf(learner, lessonId, { isStaff }), isStaff);
}

/**
 * Begins a lesson, or comes back to it. Safe to repeat: how the node was when it was begun is noted once.
 * @throws AppError as {@link getLesson}; not where the node cannot be asked now: its start is noted as soon as it answers
 */
export async function openLesson(ctx: Ctx, { classId, lessonId }: LessonRef): Promise<LessonDto> {
  const learner = await learnerFor(ctx, { classId }, 'lesson.open');
  const lesson = lessonOf(learner, lessonId);
  await ctx.progress.open(learner, lessonId).catch((error: unknown) => {
    if (!isAppError(error)) throw error;
    ctx.log.info({ classId, userId: learner.userId, lessonId, code: error.code }, 'the start of a lesson could not be noted yet');
  });
  await ctx.audit.did(ctx, 'lesson.open', `class:${classId}`, { lesson: lessonId });
  return presentLesson(ctx, learner, lesson, false);
}

async function presentForStaff(ctx: Ctx, { classId, lessonId }: LessonRef): Promise<LessonDto> {
  const row = await staffClassFor(ctx, classId, 'board.read');
  const course = await courseOf(ctx, row);
  const lesson = lessonOf({ course, openUpTo: null }, lessonId, { isStaff: true });
  const node = await exampleNode(ctx, classId);
  const layersDir = node ? ctx.progress.layersDirOf(node.id) : null;
  const registry = await ctx.progress.registryOf(classId);
  const values = valuesOf(ctx, { course, userId: ctx.actor.id, ownValues: false, node }, { registry, layersDir });
  const steps = lesson.file.steps.map((step) => {
    const filled = fillSpec(step, values);
    return presentStep(localeOf(ctx), filled, { record: untouched(lesson.id, step.id), verdicts: [], notes: [], isStaff: true });
  });
  return frame(localeOf(ctx), course, lesson, values, steps);
}

/** Staff have no node of their own: they read what stands for one as it is on a node of the class whose Docker is known. */
async function exampleNode(ctx: Ctx, classId: string): Promise<{ id: string; name: string } | null> {
  const nodes = await ctx.db.node.findMany({ where: { classId }, select: { id: true, name: true }, orderBy: { name: 'asc' } });
  return nodes.find(({ id }) => ctx.fleet.status(id).docker !== null) ?? nodes[0] ?? null;
}

async function presentLesson(ctx: Ctx, learner: Learner, lesson: CourseLesson, isStaff: boolean): Promise<LessonDto> {
  const steps = await presentSteps(ctx, learner, lesson, isStaff);
  return frame(localeOf(ctx), learner.course, lesson, await learnerValues(ctx, learner), steps);
}

/** What stands in the texts of a lesson for this student. */
export async function learnerValues(ctx: Pick<Ctx, 'fleet' | 'progress'>, learner: Learner): Promise<Record<string, string>> {
  const layersDir = learner.node ? ctx.progress.layersDirOf(learner.node.id) : null;
  return valuesOf(ctx, learner, { registry: await ctx.progress.registryOf(learner.classId), layersDir });
}

async function presentSteps(
  ctx: Pick<Ctx, 'db' | 'fleet' | 'progress' | 'locale'>,
  learner: Learner,
  lesson: CourseLesson,
  isStaff: boolean,
  stepId?: string,
): Promise<LessonStepDto[]> {
  const { classId, userId } = learner;
  const of = { classId, userId, lessonId: lesson.id, ...(stepId !== undefined && { stepId }) };
  const records = (await loadRecords(ctx.db, of)).get(userId);
  const [verdicts, notes, values] = await Promise.all([
    loadVerdicts(ctx.db, of, records),
    ctx.db.stepNote.findMany({ where: of, orderBy: { at: 'asc' } }),
    learnerValues(ctx, learner),
  ]);
  return lesson.file.steps
    .filter((step) => stepId === undefined || step.id === stepId)
    .map((step) =>
      presentStep(localeOf(ctx), fillSpec(step, values), {
        record: records?.get(stepKey(lesson.id, step.id)) ?? untouched(lesson.id, step.id),
        verdicts: verdicts.get(stepKey(lesson.id, step.id)) ?? [],
        notes: notes.filter((note: Note) => note.stepId === step.id),
        isStaff,
      }),
    );
}

/** One step as its student sees it now. */
export async function presentOneStep(
  ctx: Pick<Ctx, 'db' | 'fleet' | 'progress' | 'locale'>,
  learner: Learner,
  { lessonId, stepId }: { lessonId: string; stepId: string },
): Promise<LessonStepDto> {
  const { lesson } = stepOf(learner, lessonId, stepId, { isStaff: true });
  const [step] = await presentSteps(ctx, learner, lesson, false, stepId);
  return step as LessonStepDto;
}

/** How one step stands now, in one language. */
export async function presentStepProgress(
  ctx: Pick<Ctx, 'db' | 'fleet' | 'progress'>,
  learner: Learner,
  { lessonId, stepId }: { lessonId: string; stepId: string },
  locale: Locale,
): Promise<StepProgressDto> {
  const { step } = stepOf(learner, lessonId, stepId, { isStaff: true });
  const of = { classId: learner.classId, userId: learner.userId, lessonId, stepId };
  const records = (await loadRecords(ctx.db, of)).get(learner.userId);
  const verdicts = await loadVerdicts(ctx.db, of, records);
  const record = records?.get(stepKey(lessonId, stepId)) ?? untouched(lessonId, stepId);
  return presentProgress(locale, record, step, verdicts.get(stepKey(lessonId, stepId)) ?? [], await learnerValues(ctx, learner));
}

function frame(
  locale: Locale,
  course: Course,
  lesson: CourseLesson,
  values: Record<string, string>,
  steps: LessonStepDto[],
): LessonDto {
  const index = course.lessons.findIndex(({ id }) => id === lesson.id);
  const blocks = lesson.blocks[locale] ?? Object.values(lesson.blocks)[0] ?? [];
  return {
    id: lesson.id,
    title: textIn(locale, lesson.file.title) ?? lesson.id,
    minutes: lesson.file.minutes,
    previous: course.lessons[index - 1]?.id ?? null,
    next: course.lessons[index + 1]?.id ?? null,
    blocks: fillSpec(blocks, values),
    steps,
  };
}
