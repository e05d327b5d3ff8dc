import { parseJson } from '@/lib/core/parse-json';
import type { RegistryTarget } from '@/lib/gateways/registry/target';
import { createKeyedLimit, createLimit } from '@/lib/core/async/limit';
import { isAppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import { isBeginning, isByItself, isLook, isPull } from '@/lib/features/checks/deed-names';
import { type Deed, lessonStartSchema } from '@/lib/features/checks/kind';
import { createBatchWriter } from './batch-writer';
import { evaluateLesson } from './evaluate-lesson';
import type { Trigger } from './judgement';
import type { Judge } from './judge';
import type { BootIds } from './node-seen';
import { EvaluationQueue } from './evaluation-queue';
import { findLearner } from './learner';
import { type OpenLesson, OpenLessons, type StartedLesson, startLesson } from './open-lessons';
import type { Progress, ProgressChanged, StudentRef } from './progress';
import { createSettle } from './settle';
import type { StepRecord } from './step-record';
import { type StepChange, storeChanges } from './store-judgement';

export interface ProgressDeps extends Pick<Runtime, 'db' | 'bus' | 'log' | 'now' | 'newId' | 'fleet' | 'courses'> {
  judge: Judge;
  /** The class's registry; null where it has none. */
  registryOf(classId: string): Promise<RegistryTarget | null>;
}

/** At once in the whole panel; of one node one. */
const evaluationsAtOnce = 64;
/** Output and events come in bursts. */
const settleMs = { quiet: 150, most: 1_000 } as const;
/** `docker run` tells of its pull and its beginning so long before the container is started, on a busy node. */
const startingMs = 2_000;
const sweepMs = 30_000;

const keyOf = ({ classId, userId }: StudentRef): string => `${classId}/${userId}`;

export function createProgress(deps: ProgressDeps): Progress {
  const { db, bus, log, now, newId } = deps;
  const writer = createBatchWriter({ db });
  const lessons = new OpenLessons(() => now().getTime());
  const layersDirs = new Map<string, string>();
  const bootIds: BootIds = new Map();
  const everybody = createLimit(evaluationsAtOnce);
  const oneANode = createKeyedLimit(1);
  const queue = new EvaluationQueue((key, asked) => evaluate(key, asked));
  const subscriptions: Array<() => void> = [];
  let sweepTimer: NodeJS.Timeout | null = null;
  let state: 'running' | 'stopped' = 'running';
  let lastTick = 0;

  /** Never the same twice, so that of two changes it can be said which came later. */
  function tick(): Date {
    lastTick = Math.max(now().getTime(), lastTick + 1);
    return new Date(lastTick);
  }
  const clock = { newId, tick };
  const store = writer.together((tx, changes: readonly StepChange[]) => storeChanges(tx, clock, changes));

  function tell(student: StudentRef, record: StepRecord): void {
    const { classId, userId } = student;
    bus.publish('progress.changed', { classId, userId, record } satisfies ProgressChanged);
  }

  const settleOf = (trigger: Trigger, { quiet, most }: { quiet: number; most: number } = settleMs) =>
    createSettle({ quietMs: quiet, mostMs: most, deliver: (nodeId) => askNode(nodeId, trigger) });
  const deedSettle = settleOf('deed');
  // As a sweep: the first half of a command is nobody's try.
  const beginningSettle = settleOf('sweep', { quiet: startingMs, most: startingMs });
  // May turn a step green, and is nobody's try: what Docker does by itself, and a pull, since `docker run` may go on after it.
  const otherSettle = settleOf('sweep');
  const afterPullSettle = settleOf('deed', { quiet: startingMs, most: startingMs });
  const outputSettle = settleOf('output');
  const settles = [deedSettle, beginningSettle, otherSettle, afterPullSettle, outputSettle];

  function hear({ nodeId, deed }: { nodeId: string; deed: Deed }): void {
    if (isLook(deed)) return;
    if (isByItself(deed)) {
      otherSettle.push(nodeId);
      return;
    }
    if (isPull(deed)) {
      otherSettle.push(nodeId);
      afterPullSettle.push(nodeId);
      return;
    }
    afterPullSettle.drop(nodeId);
    if (isBeginning(deed)) beginningSettle.push(nodeId);
    else {
      beginningSettle.drop(nodeId);
      deedSettle.push(nodeId);
    }
  }

  function askNode(nodeId: string, trigger: Trigger): void {
    for (const lesson of lessons.onNode(nodeId)) {
      lessons.touch(lesson);
      void queue.ask(keyOf(lesson), trigger);
    }
  }

  async function evaluate(key: string, asked: { trigger: Trigger; steps: ReadonlySet<string> }): Promise<void> {
    const open = lessons.get(key);
    if (!open || state === 'stopped') return;
    try {
      const learner = await findLearner(deps, open.classId, open.userId);
      if (!learner?.node) {
        lessons.close(key);
        return;
      }
      const { node } = learner;
      const again = await everybody(() =>
        oneANode(node.id, () =>
          evaluateLesson({ ...deps, writer, store, clock, tell, layersDirs, bootIds }, open, learner, asked),
        ),
      );
      // A step that has passed makes the next one the student's.
      if (again) void queue.ask(key, 'open');
    } catch (error) {
      log.error({ error, classId: open.classId, userId: open.userId, lessonId: open.lessonId }, 'a lesson could not be judged');
    }
  }

  function sweep(): void {
    for (const lesson of lessons.active()) void queue.ask(keyOf(lesson), 'sweep');
    sweepTimer = setTimeout(sweep, sweepMs).unref();
  }

  async function open(student: StudentRef, lessonId: string): Promise<void> {
    const learner = await findLearner(deps, student.classId, student.userId);
    if (!learner) return;
    const started: StartedLesson = await startLesson({ ...deps, clock, writer, store, tell, layersDirs }, learner, lessonId);
    lessons.put(keyOf(student), { ...student, lessonId, nodeId: learner.node?.id ?? null, start: started.start });
    if (started.problem) throw started.problem;
    void queue.ask(keyOf(student), 'open');
  }

  return {
    async start() {
      for (const lesson of await lastOpened(deps)) lessons.put(keyOf(lesson), lesson);
      subscriptions.push(
        bus.subscribe('deed.seen', hear),
        bus.subscribe('terminal.printed', ({ nodeId }) => outputSettle.push(nodeId)),
        bus.subscribe('node.swapped', (student) => {
          const lesson = lessons.get(keyOf(student));
          if (!lesson) return;
          lessons.touch(lesson);
          void queue.ask(keyOf(student), 'node');
        }),
        bus.subscribe('node.changed', ({ nodeId, state: nodeState, topics }) => {
          if (nodeState === 'ready' && topics.includes('state')) askNode(nodeId, 'node');
        }),
      );
      sweepTimer = setTimeout(sweep, sweepMs).unref();
    },
    open,
    watch: (student, on) => lessons.watch(keyOf(student), on),
    async check(student, { lessonId, stepId }, trigger) {
      const known = lessons.get(keyOf(student));
      if (known?.lessonId !== lessonId) {
        // Their page shows another lesson than the one that is looked at, or the panel was restarted.
        await open(student, lessonId).catch((error: unknown) => {
          if (!isAppError(error)) log.error({ error, ...student }, 'a lesson could not be opened for a check');
        });
      }
      const lesson = lessons.get(keyOf(student));
      if (lesson) lessons.touch(lesson);
      await queue.ask(keyOf(student), trigger, stepId);
    },
    async change(student, work) {
      const record = await writer.write((tx) => work(tx, clock));
      if (record) tell(student, record);
      return record;
    },
    registryOf: deps.registryOf,
    layersDirOf: (nodeId) => layersDirs.get(nodeId) ?? null,
    settled: () => queue.settled(),
    async stop() {
      state = 'stopped';
      for (const end of subscriptions) end();
      for (const settle of settles) settle.stop();
      if (sweepTimer) clearTimeout(sweepTimer);
      await queue.settled();
      await writer.stop();
    },
  };
}

/** A lesson that nobody has touched for longer is over; its page opens it again. */
const keptMs = 12 * 60 * 60_000;

/** The lesson that each student opened last. */
async function lastOpened({ db, now, log }: ProgressDeps): Promise<OpenLesson[]> {
  const rows = await db.lessonStart.findMany({
    where: { at: { gte: new Date(now().getTime() - keptMs) }, class: { courseHash: { not: null }, closedAt: null } },
    orderBy: { at: 'asc' },
    select: { classId: true, userId: true, lessonId: true, nodeId: true, facts: true },
  });
  const last = new Map<string, OpenLesson>();
  for (const { facts, ...row } of rows) {
    const start = parseJson(lessonStartSchema, facts);
    if (start) last.set(keyOf(row), { ...row, start });
    else log.warn(row, 'the start of a lesson cannot be read');
  }
  return [...last.values()];
}
