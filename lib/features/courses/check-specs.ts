import type { CheckSpec, Truth } from '../checks/spec';
import type { YamlPath } from './read-yaml';

/** Something in a check that its schema cannot see. */
export interface SpecProblem {
  path: YamlPath;
  message: string;
}

/** What a check lacks to ask anything, and what in it cannot be together. An empty check would turn green by itself. */
export function problemsOf(spec: CheckSpec, path: YamlPath): SpecProblem[] {
  const problem = (message: string, ...inside: string[]): SpecProblem[] => [{ path: [...path, ...inside], message }];
  switch (spec.is) {
    case 'any':
      return spec.of.flatMap((part, index) => problemsOf(part, [...path, 'of', index]));
    case 'image':
      if (spec.noneLeft) return spec.ref === undefined ? [] : problem('“noneLeft” is of all images: leave “ref” out.', 'ref');
      if (spec.ref === undefined) return problem('An image is asked for by “ref”, or all of them by “noneLeft: true”.');
      return spec.layersMore !== undefined && typeof spec.basedOn !== 'string'
        ? problem('“layersMore” counts from the image in “basedOn”, which is missing.', 'layersMore')
        : [];
    case 'container':
      if (spec.noneLeft)
        return spec.name === undefined ? [] : problem('“noneLeft” is of all containers: leave “name” out.', 'name');
      if (spec.name === undefined && spec.image === undefined && spec.atLeast === undefined)
        return problem('A container is asked for by “name”, by “image” or “atLeast”, or all of them by “noneLeft: true”.');
      return spec.name !== undefined && spec.atLeast !== undefined
        ? problem('“atLeast” counts containers of any name.', 'atLeast')
        : [];
    case 'layers':
      return spec.rwMore === undefined && spec.roMore === undefined && !spec.shares
        ? problem('Say what is asked of the layers: “rwMore”, “roMore” or “shares”.')
        : [];
    case 'diff':
      return spec.exact || spec.has ? [] : problem('Say which changes: “exact” or “has”.');
    case 'file':
      if ((spec.jail === undefined) !== (spec.runs === undefined)) return problem('“jail” and “runs” stand together.');
      return spec.path === undefined && spec.jail === undefined
        ? problem('A file is asked for by “path”, or by “jail” and “runs”.')
        : [];
    case 'process':
      return spec.name === undefined && spec.exe === undefined && spec.container === undefined
        ? problem('A process is asked for by “name”, “exe” or “container”.')
        : [];
    case 'session':
      return Object.keys(spec).some((key) => ['where', 'user', 'cwd', 'root', 'parent'].includes(key))
        ? []
        : problem('Say what is asked of the terminal: “where”, “user”, “cwd”, “root” or “parent”.');
    case 'answer':
      if (spec.tolerance !== undefined && spec.kind !== 'number') return problem('Only a number has a “tolerance”.', 'tolerance');
      return problemsOfChoice(spec, path);
    default:
      return [];
  }
}

/** Of a question with choices: it has them, and the right one, where it is written down, is among them. */
export function problemsOfChoice(
  question: { kind?: string | undefined; choices?: Array<{ value: string }> | undefined; truth: Truth },
  path: YamlPath,
): SpecProblem[] {
  const { kind, choices, truth } = question;
  if (kind === 'choice' && !choices) return [{ path, message: '“choices” are missing.' }];
  if (kind !== 'choice' && choices) return [{ path: [...path, 'choices'], message: 'Only “kind: choice” has choices.' }];
  if (!choices || truth.of !== 'text') return [];
  const right = [truth.value].flat();
  return right.some((value) => choices.some((choice) => choice.value === value))
    ? []
    : [{ path: [...path, 'truth'], message: `None of the choices is “${right.join(', ')}”.` }];
}
