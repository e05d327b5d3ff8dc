import type { CheckSpec } from '@/lib/features/checks/spec';

// The step that bench/check-sweep.ts asks for on each node, as the panel and as the docker command have it.

export const containers = ['sweep0', 'sweep1', 'sweep2', 'sweep3', 'sweep4'] as const;
type Name = (typeof containers)[number];
export const image = 'alpine';
export const notePath = '/note';
export const noteOf = (container: Name): string => `The note of ${container}`;

/** Two checks of each container. `fresh: false`: nobody has begun a lesson here. */
export const checks: CheckSpec[] = containers.flatMap((name): CheckSpec[] => [
  { id: `${name}-runs`, is: 'container', name, image, state: 'running', fresh: false },
  { id: `${name}-note`, is: 'file', in: { container: name }, path: notePath, text: noteOf(name) },
]);

/** One check as the docker command is asked, and what it prints where the check holds. */
export interface Question {
  args: string[];
  holds: string;
}

/** In the order of {@link checks}. The image is told by its id, so that the command has one thing less to ask than the panel. */
export const questions = (imageId: string): Question[] =>
  containers.flatMap((name) => [
    { args: ['container', 'inspect', '-f', '{{.State.Status}} {{.Image}}', name], holds: `running ${imageId}` },
    { args: ['exec', name, 'cat', notePath], holds: noteOf(name) },
  ]);

/**
 * What is not as the step wants it, by the number of the node: one container is stopped, and its note and that of the next one say
 * something else. `docker exec` reads nothing in a stopped one, so its note must be wrong for the panel, too.
 */
export function wrongOn(node: number): { stopped: Name; notes: ReadonlySet<Name> } {
  const of = (index: number): Name => containers[index % containers.length] as Name;
  return { stopped: of(node), notes: new Set([of(node), of(node + 1)]) };
}

/** @param found verdicts by node, then by check, in order. @throws Error when one is another: a quick refusal would look fast */
export function requireVerdicts(side: string, found: ReadonlyArray<readonly string[]>): void {
  for (const [node, verdicts] of found.entries()) {
    const { stopped, notes } = wrongOn(node);
    const wanted = containers
      .flatMap((name) => [name !== stopped, !notes.has(name)])
      .map((holds) => (holds ? 'passed' : 'failed'));
    if (verdicts.join() !== wanted.join())
      throw new Error(`On node ${node} ${side} came to ${verdicts.join()}, and not to ${wanted.join()}.`);
  }
}
