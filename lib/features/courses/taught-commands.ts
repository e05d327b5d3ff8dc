import { dockerSubcommands } from '@/lib/shared/docker-subcommand';
import type { CheckSpec, SpecOf } from '../checks/spec';
import type { CourseLesson } from './course';

/** The docker command whose use a deed proves. Not of one that several commands bring about. */
const ofDeed: Partial<Record<SpecOf<'deed'>['event'], string>> = {
  pull: 'pull',
  attach: 'attach',
  exec: 'exec',
  commit: 'commit',
  tag: 'tag',
  push: 'push',
  untag: 'rmi',
  destroy: 'rm',
  build: 'build',
};

function deedCommands(check: CheckSpec): string[] {
  const basics = check.is === 'any' ? check.of : [check];
  return basics.flatMap((one) => {
    const command = one.is === 'deed' && one.not === undefined ? ofDeed[one.event] : undefined;
    return command === undefined ? [] : [command];
  });
}

/**
 * Which lesson teaches which docker command (`run`, `volume create`): the first with a step that has it typed, or that is done by it.
 * @returns ids of lessons by command, in the order of the course. Pure.
 */
export function taughtCommands(lessons: readonly CourseLesson[]): ReadonlyMap<string, string> {
  const taught = new Map<string, string>();
  for (const { id, file } of lessons)
    for (const { commands = [], checks = [] } of file.steps) {
      const typed = commands.filter(({ keys }) => !keys).flatMap(({ run }) => dockerSubcommands(run));
      for (const command of [...typed, ...checks.flatMap(deedCommands)]) if (!taught.has(command)) taught.set(command, id);
    }
  return taught;
}
