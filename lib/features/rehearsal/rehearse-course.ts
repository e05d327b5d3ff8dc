import { AppError, isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { isTrouble } from '@/lib/features/checks/trouble';
import type { LessonStart } from '@/lib/features/checks/kind';
import type { Course, CourseLesson } from '@/lib/features/courses/course';
import type { CourseStep } from '@/lib/features/courses/schema';
import { fillSpec } from '@/lib/features/courses/values';
import { judgeOf } from '@/lib/features/progress/judge';
import { layersDirOf, valuesOf } from '@/lib/features/progress/node-values';
import { lookForReset, removeFromNode } from '@/lib/features/progress/reset-node';
import { credentialContext, type NodeRow } from '@/lib/fleet/node-row';
import type { Locale } from '@/lib/shared/common';
import { removeNamed } from './node-things';
import { untilReady } from './prepare';
import { passBy, rehearseStep } from './rehearse-step';
import { plainLook, type Rehearsing } from './rehearsing';
import type { RehearsalReport, StepReport } from './report';
import { putShellsBack } from './shell-files';
import { Stage } from './stage';

export interface RehearseOptions {
  course: Course;
  /** Its scripts may run. */
  trusted: boolean;
  /** One that is ready, and nobody's: whatever is on it may be deleted. */
  node: NodeRow;
  locale: Locale;
  /** Only this lesson; of those before it only the solutions are typed. */
  lessonId?: string | undefined;
  signal: AbortSignal;
  onStep?(report: StepReport): void;
}

/**
 * Does a course on a node, step by step, in terminals of the panel's. What the course names as its own is removed before and after.
 * @throws AppError `not_found` for a lesson it does not have, and why the node cannot be used; what the signal was aborted for
 */
export async function rehearseCourse(ctx: Ctx, options: RehearseOptions): Promise<RehearsalReport> {
  const { course, node, locale, lessonId, onStep } = options;
  const until = lessonId === undefined ? course.lessons.length : course.lessons.findIndex(({ id }) => id === lessonId) + 1;
  if (until === 0) throw new AppError('not_found');
  const began = ctx.now();
  const facts = await (await ctx.fleet.engine(node.id)).system.facts();
  const on = await begin(ctx, options);
  const everything = course.lessons.flatMap(({ file }) => file.steps.flatMap(({ creates }) => creates ?? []));
  const shells = { nodeId: node.id, loginUser: node.loginUser };
  const steps: StepReport[] = [];
  async function cleanUp(): Promise<void> {
    await removeNamed(ctx, node.id, fillSpec(everything, await valuesNow(on)));
    // Last, since shells that ended just now have written their history.
    await putShellsBack(ctx, shells, { all: true });
  }
  try {
    // An earlier one may have been killed.
    await withPatience(on, cleanUp);
    for (const lesson of course.lessons.slice(0, until)) {
      const isWanted = lessonId === undefined || lesson.id === lessonId;
      // Each lesson begins in terminals of its own, as its page does.
      await on.stage.clear();
      const start = await startOf(on, lesson);
      for (const step of lesson.file.steps) {
        if (step.read) continue;
        on.signal.throwIfAborted();
        const filled: CourseStep = fillSpec(step, await valuesNow(on));
        if (!isWanted) {
          await withPatience(
            on,
            () => passBy(on, { step: filled, start }),
            () => beginAnew(on, filled, start),
          );
          continue;
        }
        const report = await withPatience(
          on,
          () => rehearseStep(on, { lessonId: lesson.id, step: filled, start }),
          () => beginAnew(on, filled, start),
        );
        steps.push(report);
        onStep?.(report);
      }
    }
  } finally {
    await on.stage.clear().catch(() => {});
    await withPatience(on, cleanUp);
  }
  const whole = lessonId === undefined;
  return {
    ...{ course: course.id, version: course.file.version, hash: course.hash, lang: locale },
    ...{ node: node.name, store: facts.store, docker: facts.version, at: began.toISOString() },
    seconds: (ctx.now().getTime() - began.getTime()) / 1000,
    ...{ whole, passed: steps.every(({ faults }) => faults.length === 0), steps },
  };
}

/** What a node that is short of everything answers, and Docker while something is being removed; the course is not to blame. */
const nodeTroubles: ReadonlySet<string> = new Set([
  ...['node_lost', 'node_unreachable', 'node_deadline', 'shell_slow', 'image_not_found', 'container_not_found'],
]);
const triesAtMost = 3;

/** Does something anew where the connection to the node was lost in the middle. @throws AppError */
async function withPatience<T>({ ctx, node }: Rehearsing, work: () => Promise<T>, before = async () => {}): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isAppError(error) || !nodeTroubles.has(error.code) || tries === triesAtMost) throw error;
      ctx.log.warn({ error, nodeId: node.id }, 'a part of a rehearsal is done anew, since its node was lost');
      await untilReady(ctx, node.id);
      await before();
    }
  }
}

/** What the first try of a step has left is gone. @throws AppError */
async function beginAnew({ ctx, node, stage, signal }: Rehearsing, { creates }: CourseStep, start: LessonStart): Promise<void> {
  signal.throwIfAborted();
  await stage.clear();
  await putShellsBack(ctx, { nodeId: node.id, loginUser: node.loginUser });
  await removeFromNode(ctx, node.id, await lookForReset(ctx, node.id, creates, start));
}

async function begin(ctx: Ctx, { course, node, locale, trusted, signal }: RehearseOptions): Promise<Rehearsing> {
  const judge = judgeOf(ctx);
  const registry = node.classId === null ? null : await ctx.classRegistry.of(node.classId);
  const sealed = node.rootPasswordSealed;
  const shared = { ctx, judge, course, locale, node, registry, trusted, signal };
  const stage = new Stage(ctx, {
    nodeId: node.id,
    rootPassword: sealed === null ? null : ctx.keyring.open(sealed, credentialContext(node, 'rootPassword')),
    async sessions() {
      const sessions = await plainLook(shared).sessions();
      if (isTrouble(sessions)) throw new AppError('shell_altered');
      return sessions;
    },
  });
  return { ...shared, stage, layersDir: null };
}

/** As a student's page has them; the shared `me.*`. */
async function valuesNow(on: Rehearsing): Promise<Record<string, string>> {
  const { ctx, course, node, registry } = on;
  on.layersDir ??= await layersDirNow(on);
  return valuesOf(ctx, { course, userId: ctx.actor.id, ownValues: false, node }, { registry, layersDir: on.layersDir });
}

/** Null where there are none yet, and where the daemon's own directory says it. */
async function layersDirNow(on: Rehearsing): Promise<string | null> {
  if (on.ctx.fleet.status(on.node.id).docker?.store !== 'containerd') return null;
  const map = await plainLook(on)
    .layers()
    .catch(() => null);
  return map && layersDirOf(map.layers.map((layer) => layer.directory ?? null));
}

/** How the node is as the lesson begins. */
const startOf = async (on: Rehearsing, lesson: CourseLesson): Promise<LessonStart> =>
  on.judge.start(plainLook(on), { steps: fillSpec(lesson.file.steps, await valuesNow(on)) });
