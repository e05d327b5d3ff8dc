import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applyMutant, problemsOf } from './apply';
import { mutants } from './list';
import type { Mutant } from './mutant';

const root = path.dirname(path.dirname(import.meta.dirname));

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s: applies', (_name, mutant) => {
  expect(problemsOf(mutant, root)).toEqual([]);
});

test('each mutant has a name of its own', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test('a mutant whose file, line or tests have moved is told', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'berth-mutants-'));
  try {
    mkdirSync(path.join(folder, 'lib'));
    writeFileSync(path.join(folder, 'lib/limit.ts'), 'const most = 8;\nconst least = 8;\n');
    writeFileSync(path.join(folder, 'lib/limit.test.ts'), '');
    const good: Mutant = {
      name: 'limit',
      file: 'lib/limit.ts',
      find: 'most = 8',
      replace: 'most = $&',
      tests: ['lib/limit', 'lib'],
    };
    const problem = (change: Partial<Mutant>) => problemsOf({ ...good, ...change }, folder);
    expect(problem({})).toEqual([]);
    expect(applyMutant(good, 'const most = 8;')).toBe('const most = $&;');
    expect(problem({ file: 'lib/other.ts' })).toEqual(['limit: there is no lib/other.ts']);
    expect(problem({ find: ' = 8' })).toEqual(['limit: lib/limit.ts has the text 2 times, not once']);
    expect(problem({ find: 'most = 9' })).toEqual(['limit: lib/limit.ts has the text 0 times, not once']);
    expect(problem({ replace: good.find })).toEqual(['limit: changes nothing']);
    expect(problem({ tests: ['lib/moved'] })).toEqual(['limit: there are no tests at lib/moved']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
