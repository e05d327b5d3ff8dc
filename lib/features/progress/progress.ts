import type { RegistryTarget } from '@/lib/gateways/registry/target';
import type { Prisma } from '@prisma/client';
import type { StepRecord } from './step-record';

/** What staff may see of a change of a step; times are ms since 1970. */
export interface ProgressChanged {
  classId: string;
  userId: string;
  record: StepRecord;
}

/** Which student is asked about. */
export interface StudentRef {
  classId: string;
  userId: string;
}

/** Judges the steps of open lessons: when something happened on the node, when the student asks, and now and then. */
export interface Progress {
  /** Takes in the lessons that were open when the panel stopped, and begins to listen. */
  start(): Promise<void>;
  /**
   * A student begins a lesson, or comes back to it: how the node is now is noted unless it was, and its steps are looked at from now on.
   * @throws AppError why the node cannot be asked; the lesson is open all the same, and its start is taken as soon as the node answers
   */
  open(student: StudentRef, lessonId: string): Promise<void>;
  /** Somebody looks at this student's lessons, or no longer does: while nobody does and nothing happens, they are not looked at. */
  watch(student: StudentRef, on: boolean): void;
  /** Judges a step now, and with it the others of its lesson. Resolves once what came out is stored; never rejects. */
  check(student: StudentRef, step: { lessonId: string; stepId: string }, trigger: 'check' | 'answer'): Promise<void>;
  /**
   * Stores a change of one step that somebody made, in the order of all others, and tells of it.
   * @param work null: nothing was changed
   */
  change(student: StudentRef, work: ChangeWork): Promise<StepRecord | null>;
  /** What `{{node.…}}` and the like stand for, for this student. */
  layersDirOf(nodeId: string): string | null;
  /** The registry of a class as its nodes reach it; null where it has none. */
  registryOf(classId: string): Promise<RegistryTarget | null>;
  /** Everything that was asked for so far is over. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

type ChangeWork = (tx: Prisma.TransactionClient, clock: { newId(): string; tick(): Date }) => Promise<StepRecord | null>;
