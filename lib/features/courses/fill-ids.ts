import type { CheckSpec } from '../checks/spec';
import type { CourseStep, LessonFile } from './schema';

/**
 * Gives an id to each check and command that was written without one: to a check the name of its kind, where it is the only one of it
 * in its step; to one of several in `any` its parent's with a number; to a command a number.
 */
export const fillIds = (file: LessonFile): LessonFile => ({ ...file, steps: file.steps.map(fillStep) });

function fillStep(step: CourseStep): CourseStep {
  return {
    ...step,
    ...(step.commands && { commands: step.commands.map((c, index) => ({ ...c, id: c.id ?? `command-${index + 1}` })) }),
    ...(step.checks && { checks: step.checks.map((check) => fillCheck(check, check.id ?? check.is)) }),
    ...(step.hints && { hints: step.hints.map((hint) => ({ ...hint, when: fillCheck(hint.when, hint.when.id ?? hint.id) })) }),
  };
}

function fillCheck(check: CheckSpec, id: string): CheckSpec {
  if (check.is !== 'any') return { ...check, id };
  return { ...check, id, of: check.of.map((part, index) => ({ ...part, id: part.id ?? `${id}-${index + 1}` })) };
}
