import { parseJson } from '@/lib/core/parse-json';
import type { RegistryTarget } from '@/lib/gateways/registry/target';
import { type AppError, isAppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import { type LessonStart, type Look, lessonStartSchema } from '@/lib/features/checks/kind';
import { fillSpec } from '@/lib/features/courses/values';
import type { BatchWriter } from './batch-writer';
import type { Judge } from './judge';
import type { Learner } from './learner';
import { layersDirOf, valuesOf } from './node-values';
import type { StudentRef } from './progress';
import type { StepChange, Stored } from './store-judgement';
import { isOver, loadRecords, type StepRecord, stepKey } from './step-record';

/** The lesson a student has open. */
export interface OpenLesson extends StudentRef {
  lessonId: string;
  /** The node it was begun on; null without one. */
  nodeId: string | null;
  /** How the node was then; null where that could not be read yet. */
  start: LessonStart | null;
}

/** Without a page that shows it, a lesson is looked at for so long after the last sign of work. */
const idleMs = 30 * 60_000;
const startMaxChars = 256 * 1024;

/** The open lesson of each student, in this process. */
export class OpenLessons {
  readonly #lessons = new Map<string, OpenLesson>();
  readonly #touched = new Map<string, number>();
  readonly #watchers = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get(key: string): OpenLesson | undefined {
    return this.#lessons.get(key);
  }

  put(key: string, lesson: OpenLesson): void {
    this.#lessons.set(key, lesson);
    this.#touched.set(key, this.#nowMs());
  }

  close(key: string): void {
    this.#lessons.delete(key);
    this.#touched.delete(key);
  }

  touch({ classId, userId }: StudentRef): void {
    this.#touched.set(`${classId}/${userId}`, this.#nowMs());
  }

  watch(key: string, on: boolean): void {
    const left = (this.#watchers.get(key) ?? 0) + (on ? 1 : -1);
    if (left > 0) this.#watchers.set(key, left);
    else this.#watchers.delete(key);
  }

  onNode(nodeId: string): OpenLesson[] {
    return [...this.#lessons.values()].filter((lesson) => lesson.nodeId === nodeId);
  }

  /** Those that somebody sees, or works on. */
  active(): OpenLesson[] {
    const since = this.#nowMs() - idleMs;
    return [...this.#lessons].flatMap(([key, lesson]) =>
      this.#watchers.has(key) || (this.#touched.get(key) ?? 0) >= since ? [lesson] : [],
    );
  }
}

interface StartDeps extends Pick<Runtime, 'db' | 'fleet'> {
  judge: Judge;
  registryOf(classId: string): Promise<RegistryTarget | null>;
  writer: BatchWriter;
  store(change: StepChange): Promise<Stored>;
  clock: { newId(): string; tick(): Date };
  tell(student: StudentRef, record: StepRecord): void;
  layersDirs: Map<string, string>;
}

export interface StartedLesson {
  start: LessonStart | null;
  /** Why the start could not be taken. */
  problem: AppError | null;
}

/**
 * A student begins a lesson, or comes back to it. The start is one row for as long as the lesson is theirs on the same node; steps that
 * are only read are passed, and the first of the others is begun.
 */
export async function startLesson(deps: StartDeps, learner: Learner, lessonId: string): Promise<StartedLesson> {
  const { classId, userId, node } = learner;
  await beginSteps(deps, learner, lessonId);
  if (!node) return { start: null, problem: null };
  const known = await lastStart(deps.db, { classId, userId, lessonId });
  if (known && known.nodeId === node.id) return { start: known.start, problem: null };
  try {
    return { start: await takeAndKeep(deps, learner, lessonId, node), problem: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { start: null, problem: error };
  }
}

/** How the node was when this student began this lesson last; null where that was not noted, or cannot be read. */
export async function lastStart(
  db: Pick<Runtime['db'], 'lessonStart'>,
  of: { classId: string; userId: string; lessonId: string },
): Promise<{ nodeId: string; start: LessonStart } | null> {
  const row = await db.lessonStart.findFirst({ where: of, orderBy: { at: 'desc' }, select: { nodeId: true, facts: true } });
  const start = parseJson(lessonStartSchema, row?.facts ?? null);
  return row && start && { nodeId: row.nodeId, start };
}

/** Notes how the node is now. @throws AppError why it cannot be asked */
async function takeAndKeep(
  deps: StartDeps,
  learner: Learner,
  lessonId: string,
  node: { id: string; name: string },
): Promise<LessonStart> {
  const { classId, userId, course, trusted } = learner;
  const registry = await deps.registryOf(classId);
  const look = deps.judge.open({
    ...{ nodeId: node.id, nodeName: node.name, userId, start: null, registry, trusted },
    answers: async () => [],
  });
  await findLayersDir(deps, node.id, look);
  const values = valuesOf(deps, learner, { registry, layersDir: deps.layersDirs.get(node.id) ?? null });
  const steps = course.lessons.find(({ id }) => id === lessonId)?.file.steps ?? [];
  const start = await deps.judge.start(look, { steps: fillSpec(steps, values) });
  const facts = JSON.stringify(start);
  // What is too long is kept without what only some kinds need.
  const kept = facts.length <= startMaxChars ? start : { ...start, images: start.images.slice(0, 50), paths: {} };
  await deps.writer.write(async (tx) => {
    // Two tabs begin it at once: the first one's start is the lesson's. One of before a swap, on the same node, is none.
    const latest = await tx.lessonStart.findFirst({
      where: { classId, userId, lessonId },
      orderBy: { at: 'desc' },
      select: { nodeId: true },
    });
    if (latest?.nodeId === node.id) return;
    const at = deps.clock.tick();
    const data = { id: deps.clock.newId(), classId, userId, nodeId: node.id, lessonId, facts: JSON.stringify(kept), at };
    await tx.lessonStart.create({ data });
  });
  return (await lastStart(deps.db, { classId, userId, lessonId }))?.start ?? kept;
}

async function beginSteps(deps: StartDeps, learner: Learner, lessonId: string): Promise<void> {
  const { classId, userId, course, node } = learner;
  const of = { classId, userId, lessonId };
  const records = (await loadRecords(deps.db, of)).get(userId);
  const steps = course.lessons.find(({ id }) => id === lessonId)?.file.steps ?? [];
  const open = steps.filter(({ id }) => !isOver(records?.get(stepKey(lessonId, id))));
  const read = open.filter((step) => step.read);
  const first = open.find((step) => !step.read);
  const about = { how: 'alone', nodeId: node?.id ?? null, courseHash: course.hash, byId: null } as const;
  const isBegun = first === undefined || records?.get(stepKey(lessonId, first.id))?.firstAt != null;
  if (read.length === 0 && isBegun) return;
  const changes: StepChange[] = read.map(({ id }) => ({ do: 'pass', of: { ...of, stepId: id, ...about } }));
  if (first && !isBegun) changes.push({ do: 'begin', of: { ...of, stepId: first.id } });
  const changed = await Promise.all(changes.map((change) => deps.store(change)));
  for (const stored of changed) if (stored) deps.tell({ classId, userId }, stored.record);
}

/** Where containerd's layers lie is read from the node once. */
async function findLayersDir({ fleet, layersDirs }: StartDeps, nodeId: string, look: Look): Promise<void> {
  if (layersDirs.has(nodeId) || fleet.status(nodeId).docker?.store !== 'containerd') return;
  const map = await look.layers().catch(() => null);
  const found = map && layersDirOf(map.layers.map((layer) => layer.directory ?? null));
  if (found) layersDirs.set(nodeId, found);
}
