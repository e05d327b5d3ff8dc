import type { BasicCheck, CheckSpec, SpecOf, Where } from '@/lib/features/checks/spec';
import type { CourseStep } from '@/lib/features/courses/schema';

/** One command of a step as a rehearsal types it. */
export interface PlannedCommand {
  text: string;
  /** Keys that are pressed, `ctrl-p ctrl-q`; no Enter follows. */
  keys: boolean;
  where: Where | undefined;
}

/** What a rehearsal does in one step. */
export interface StepPlan {
  solution: PlannedCommand[];
  /** Questions are answered before the command of this index; at the end where it is the number of commands. */
  answerBefore: number;
  questions: Array<SpecOf<'answer'> & { id: string }>;
  /** Checks that need not be red before. */
  stays: ReadonlySet<string>;
}

/** @param step with its values filled in. Pure. */
export function planStep(step: CourseStep): StepPlan {
  const commands = new Map((step.commands ?? []).map((command) => [command.id, command]));
  const chosen = (step.solution ?? []).flatMap((id) => commands.get(id) ?? []);
  return {
    solution: chosen.map(({ run, keys = false, where = step.where }) => ({ text: run, keys, where })),
    answerBefore: answerBefore(chosen.map(({ kind }) => kind ?? 'change')),
    questions: questionsOf(step.checks ?? []),
    stays: new Set((step.checks ?? []).flatMap(({ id, stays }) => (stays && id ? [id] : []))),
  };
}

/**
 * A question may be about something that the solution deletes at last: it is answered before the first command that deletes, unless
 * somebody looks again after the last of them.
 */
function answerBefore(kinds: ReadonlyArray<'look' | 'change' | 'destroy'>): number {
  const first = kinds.indexOf('destroy');
  const last = kinds.lastIndexOf('destroy');
  return first < 0 || kinds.indexOf('look', last) >= 0 ? kinds.length : first;
}

const questionsOf = (checks: readonly CheckSpec[]): StepPlan['questions'] =>
  checks
    .flatMap((check): readonly BasicCheck[] => (check.is === 'any' ? check.of : [check]))
    .flatMap((check) => (check.is === 'answer' && check.id !== undefined ? [{ ...check, id: check.id }] : []));

const shellWords: ReadonlySet<string> = new Set(['do', 'done', 'then', 'fi', 'if', 'else', 'for', 'while', 'in', 'time', 'exec']);

/** Names of the programs that a command has bash look up in PATH: `docker`. One too many does no harm. Pure. */
export function programsIn(text: string): string[] {
  const words = text
    .split(/\$\(|[;&|(){}\n`]|\b(?:do|then|else|time|exec)\b/)
    .map((part) => part.trim().split(/\s+/)[0] ?? '')
    .filter((word) => /^[A-Za-z][A-Za-z0-9_.-]*$/.test(word) && !shellWords.has(word));
  return [...new Set(words)];
}
