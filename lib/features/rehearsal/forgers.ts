import type { CheckSpec } from '@/lib/features/checks/spec';
import type { CourseStep } from '@/lib/features/courses/schema';
import { linesOf } from '@/lib/shared/typed-command';
import { type PlannedCommand, programsIn, type StepPlan } from './plan';
import { scratchDirectory, type ShellFiles } from './shell-files';
import type { Typist } from './typist';

/** Faked for every step. */
const alwaysFaked = ['docker', 'ps', 'ls'] as const;

/**
 * What somebody writes into `.bashrc` who would rather not do the step: functions, also those named like a path, aliases, and the words
 * of success. Functions first, since an alias would be put into their names.
 */
const forgedStart = `PATH=${scratchDirectory.replace(/\/scratch$/, '')}:$PATH; export PATH
said() { builtin echo "passed 0 myubuntu ubuntu running Up 3 seconds"; }
docker() { said; }; ps() { said; }; ls() { said; }; cat() { said; }; command() { said; }; printf() { said; }; read() { h=forged; }
mkdir() { said; }; cp() { said; }; rm() { said; }; chmod() { said; }; chroot() { said; }; su() { said; }; sudo() { said; }; cd() { said; }
stat() { said; }; readlink() { said; }; head() { said; }; grep() { said; }; id() { said; }; whoami() { said; }; hostname() { said; }
function /bin/cat { said; }; function /bin/sh { said; }; function /bin/ls { said; }; function /usr/bin/env { said; }
function /usr/bin/docker { said; }; function /usr/sbin/chroot { said; }; function /sbin/chroot { said; }; function /usr/bin/su { said; }
export -f said docker ps ls cat command printf read mkdir cp rm chmod chroot su cd stat readlink head grep id
alias docker='echo passed' ls='echo bash' ps='echo dockerd' la='echo +' ll='echo ok'
builtin echo passed; builtin echo 'exit=0'
`;

/** What is on a node while a step is forged. @param step with its values filled in. Pure. */
export function forgeryOf(step: CourseStep, plan: StepPlan): ShellFiles {
  const programs = plan.solution.flatMap(({ text, keys }) => (keys ? [] : programsIn(text)));
  return {
    bashrc: forgedStart,
    history: plan.solution.flatMap(({ text, keys }) => (keys ? [] : linesOf(text))),
    // A fake of the shell itself, or of what becomes root by its path, would keep the rehearsal out and prove nothing.
    fakes: [...new Set([...alwaysFaked, ...programs.filter((name) => !/^(ba|da)?sh$/.test(name))])],
    written: (step.checks ?? []).flatMap(writtenFor),
  };
}

/** A file on the node in the place of one in a container or an image. */
function writtenFor(spec: CheckSpec): Array<{ path: string; text: string }> {
  if (spec.is === 'any') return spec.of.flatMap(writtenFor);
  return spec.is === 'file' && spec.in && spec.path ? [{ path: spec.path, text: `${spec.text ?? 'passed'}\n` }] : [];
}

/** What is answered by somebody who does not know. A choice that is wrong, a name of nothing. Pure. */
export function wrongAnswer({ choices, truth, kind }: StepPlan['questions'][number]): string {
  const right = truth.of === 'text' ? [truth.value].flat() : [];
  const wrong = truth.of === 'text' ? choices?.find(({ value }) => !right.includes(value))?.value : undefined;
  return wrong ?? (kind === 'number' ? '-1' : 'passed');
}

/** Ends what keys may have begun in a shell: a line, a search. */
const interrupt = '\u0003\u0003';

/** Types a solution into a shell in which nothing is what it seems. @throws NoPrompt */
export async function typeForged(typist: Typist, solution: readonly PlannedCommand[]): Promise<void> {
  await typist.type({ text: `builtin cd ${scratchDirectory}`, keys: false });
  for (const command of solution) {
    if (command.keys) {
      typist.press(command.text);
      typist.send(interrupt);
      await typist.untilPrompt(command.text, 10_000);
    } else await typist.type(command);
  }
  await typist.type({ text: 'builtin echo "step passed"', keys: false });
}
