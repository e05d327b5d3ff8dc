import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutant';

/** @param source the file as it is. @returns it with the one change */
export const applyMutant = ({ find, replace }: Mutant, source: string): string => source.replace(find, () => replace);

/**
 * What keeps a mutant from being tried: files and lines that were moved or renamed since it was written.
 * @param root the folder of package.json. @returns a line for each, none when it applies
 */
export function problemsOf({ name, file, find, replace, tests }: Mutant, root: string): string[] {
  const at = path.join(root, file);
  if (!existsSync(at)) return [`${name}: there is no ${file}`];
  const times = readFileSync(at, 'utf8').split(find).length - 1;
  return [
    ...(times === 1 ? [] : [`${name}: ${file} has the text ${times} times, not once`]),
    ...(find === replace ? [`${name}: changes nothing`] : []),
    ...tests.filter((test) => !isThere(root, test)).map((test) => `${name}: there are no tests at ${test}`),
  ];
}

/** A folder, a file, or the beginning of a file's name, as the test runner takes it. */
const isThere = (root: string, test: string): boolean =>
  ['', '.test.ts', '.test.tsx'].some((ending) => existsSync(path.join(root, `${test}${ending}`)));
