import { randomInt } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { StartOperation, StepInput } from '@/lib/shared/operations';

/** The steps an operation is made of: one engine for all kinds. */
export function stepsOf(input: StartOperation): StepInput[] {
  switch (input.kind) {
    case 'node.provision':
      return input.steps;
    case 'node.command':
      return [{ id: 'command.run', command: input.command, as: input.as, timeoutSeconds: input.timeoutSeconds }];
    case 'node.reset':
      return [{ id: 'docker.clean' }];
    case 'image.pull':
      return [{ id: 'images.pull', images: input.images, ...(input.direct && { direct: true }) }];
    case 'container.control':
      return [
        { id: 'containers.control', action: input.action, byNode: input.byNode, ...(input.names && { names: input.names }) },
      ];
    case 'image.remove':
      return [{ id: 'images.remove', byNode: input.byNode }];
  }
}

/** Letters and digits that are not taken for one another on a printed card. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const newPassword = (): string => Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** Where the panel is to make passwords, it makes one for each node; from there on they are a list as any other. */
export function withMadePasswords(
  steps: StepInput[],
  nodes: ReadonlyArray<{ name: string }>,
): { steps: StepInput[]; made: Array<{ nodeName: string; user: string; password: string }> } {
  const made: Array<{ nodeName: string; user: string; password: string }> = [];
  const given = steps.map((step): StepInput => {
    if (!('passwords' in step) || step.passwords.kind !== 'generated') return step;
    const byNode: Record<string, string> = {};
    for (const { name } of nodes) {
      const password = newPassword();
      byNode[name] = password;
      made.push({ nodeName: name, user: step.id === 'root.password' ? 'root' : step.user, password });
    }
    return { ...step, passwords: { kind: 'each', byNode } };
  });
  return { steps: given, made };
}

/** A list of passwords has to have one for each node. @throws AppError `invalid_input` that names the nodes without */
export function requirePasswords(steps: readonly StepInput[], nodes: ReadonlyArray<{ name: string }>): void {
  for (const [index, step] of steps.entries()) {
    if (!('passwords' in step) || step.passwords.kind !== 'each') continue;
    const { byNode } = step.passwords;
    const without = nodes.filter(({ name }) => byNode[name] === undefined).map(({ name }) => name);
    if (without.length === 0) continue;
    throw new AppError('invalid_input', {
      detail: without.join(', '),
      fieldErrors: [{ path: `steps.${index}.passwords`, message: without.join(', ') }],
    });
  }
}
