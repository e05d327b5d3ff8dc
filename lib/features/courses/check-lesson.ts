import { checkReasons } from '@/lib/shared/check-reasons';
import { type CourseIssue, type CourseIssueCode, issueAt } from './issue';
import { isPlain } from './read-text';
import type { ReadYaml, YamlPath } from './read-yaml';
import type { CourseStep, LessonFile } from './schema';
import { problemsOf, problemsOfChoice } from './check-specs';
import { isDestroying } from './destroys';
import { fillIds } from './fill-ids';

const keys = /^(?:ctrl-[a-z\\]|enter|tab|esc)(?: (?:ctrl-[a-z\\]|enter|tab|esc))*$/;

/** What the fields of a lesson say of each other. @param read as written: ids that were left out are still missing */
export function checkLesson(read: ReadYaml<LessonFile>, issues: CourseIssue[]): void {
  const { steps } = read.value;
  const report = (path: YamlPath, code: CourseIssueCode, message: string) => issues.push(issueAt(read.at(path), code, message));
  const twice = (what: string, ids: ReadonlyArray<{ id: string | undefined; path: YamlPath }>) => {
    const seen = new Set<string>();
    for (const { id, path } of ids) {
      if (id === undefined) continue;
      if (seen.has(id)) report(path, 'duplicate', `There is another ${what} with the id “${id}”. Give each an id of its own.`);
      seen.add(id);
    }
  };
  twice(
    'step',
    steps.map(({ id }, index) => ({ id, path: ['steps', index, 'id'] })),
  );
  const filled = fillIds(read.value).steps;
  for (const [index, step] of steps.entries()) {
    const path: YamlPath = ['steps', index];
    const withIds = filled[index] ?? step;
    const at = (list: string, id: boolean) => (_: unknown, i: number) => [...path, list, i, ...(id ? ['id'] : [])];
    twice(
      'command',
      (withIds.commands ?? []).map(({ id }, i) => ({ id, path: at('commands', true)(null, i) })),
    );
    twice(
      'hint',
      (step.hints ?? []).map(({ id }, i) => ({ id, path: at('hints', true)(null, i) })),
    );
    twice('check', checkIds(withIds, path));
    checkReferences(step, withIds, steps.slice(0, index), path, report);
    checkCommands(step, path, report);
    const specs = [
      ...(step.checks ?? []).map((spec, i) => ({ spec, path: [...path, 'checks', i] })),
      ...(step.hints ?? []).map(({ when }, i) => ({ spec: when, path: [...path, 'hints', i, 'when'] })),
    ];
    const problems = specs.flatMap(({ spec, path: place }) => problemsOf(spec, place));
    if (step.predict) problems.push(...problemsOfChoice(step.predict, [...path, 'predict']));
    for (const problem of problems) report(problem.path, 'empty_check', problem.message);
  }
}

type Report = (path: YamlPath, code: CourseIssueCode, message: string) => void;

/** Ids of a step's checks and of those inside `any`: evidence and answers are kept by them. */
function checkIds(step: CourseStep, path: YamlPath): Array<{ id: string | undefined; path: YamlPath }> {
  return (step.checks ?? []).flatMap((check, i) => {
    const place = [...path, 'checks', i];
    const inside = check.is === 'any' ? check.of.map(({ id }, j) => ({ id, path: [...place, 'of', j] })) : [];
    return [{ id: check.id, path: place }, ...inside];
  });
}

function checkReferences(step: CourseStep, withIds: CourseStep, before: CourseStep[], path: YamlPath, report: Report): void {
  const hasCheck = (step.checks?.length ?? 0) > 0;
  if (!hasCheck && !step.read)
    report([...path, 'id'], 'no_check', `The step “${step.id}” has no check. A step to read only says “read: true”.`);
  if (hasCheck && step.checks?.every(({ stays }) => stays))
    report([...path, 'checks'], 'empty_check', 'Every check says “stays: true”, so nothing tells that the step was done.');
  if (hasCheck && step.read)
    report([...path, 'read'], 'no_check', 'A step with “read: true” is passed by opening it: it has no checks.');
  if (step.after !== undefined && !before.some(({ id }) => id === step.after))
    report([...path, 'after'], 'unknown_step', `No step before this one has the id “${step.after}”.`);
  const commands = (withIds.commands ?? []).map(({ id }) => id);
  for (const [i, id] of (step.solution ?? []).entries())
    if (!commands.includes(id))
      report([...path, 'solution', i], 'unknown_command', `No command of this step has the id “${id}”.`);
  if (step.why && !step.solution?.length)
    report([...path, 'why'], 'unknown_command', `The step “${step.id}” asks why after its solution, but has no solution.`);
  const hints = (step.hints ?? []).map(({ id }) => id);
  for (const [i, { hint, reason }] of (step.wrong ?? []).entries()) {
    if (hint !== undefined && !hints.includes(hint))
      report([...path, 'wrong', i, 'hint'], 'unknown_hint', `No hint of this step has the id “${hint}”.`);
    if (reason !== undefined && !checkReasons.some((known) => known === reason))
      report(
        [...path, 'wrong', i, 'reason'],
        'unknown_reason',
        `No check fails for “${reason}”; reasons are ${checkReasons.join(', ')}.`,
      );
  }
}

/** What is typed into a terminal shows everything it does. */
function checkCommands(step: CourseStep, path: YamlPath, report: Report): void {
  for (const [i, command] of (step.commands ?? []).entries()) {
    const place = [...path, 'commands', i, 'run'];
    if (!isPlain(command.run) || command.run.includes('\t')) report(place, 'text', 'The command holds an invisible character.');
    if (command.kind !== 'destroy' && isDestroying(command.run))
      report(
        place,
        'destroy',
        'This command deletes or ends something: write “kind: destroy”, so that it is typed without Enter.',
      );
    if (command.keys && !keys.test(command.run))
      report(place, 'text', 'Keys are written as “ctrl-p ctrl-q”: ctrl-<letter>, enter, tab or esc.');
  }
  for (const [i, text] of (step.given ?? []).entries())
    if (!isPlain(text)) report([...path, 'given', i], 'text', 'The command holds an invisible character.');
  for (const [i, { run }] of (step.wrong ?? []).entries())
    if (!isPlain(run)) report([...path, 'wrong', i, 'run'], 'text', 'The command holds an invisible character.');
}
