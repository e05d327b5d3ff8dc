import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const styleImport = /import (\w+) from '([^']+\.module\.css)';/g;

/** The file that an import means; `@/` is the root of the repository. */
const fileOf = (from: string, said: string): string =>
  said.startsWith('@/') ? said.slice(2) : path.join(path.dirname(from), said);
const readCss = (file: string): string => readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '');

/** Classes that a component names and its style sheet has not, as `file: name.class`. */
function unknownClasses(file: string, source = readFileSync(file, 'utf8')): string[] {
  return [...source.matchAll(styleImport)].flatMap(([, name = '', said = '']) => {
    const css = readCss(fileOf(file, said));
    const markup = source.replace(styleImport, '');
    const used = new Set([...markup.matchAll(new RegExp(`(?<!['"\`\\w.])${name}\\.(\\w+)`, 'g'))].map(([, one = '']) => one));
    // A list of the same name.
    used.delete('length');
    return [...used].filter((one) => !new RegExp(`\\.${one}\\b`).test(css)).map((one) => `${file}: ${name}.${one}`);
  });
}

test('a class that a component gives to an element is in its style sheet', () => {
  const files = globSync('app/**/*.tsx');
  expect(files.flatMap((file) => unknownClasses(file))).toEqual([]);
});

test('one that is not is found', () => {
  const source = `import classes from './job-card.module.css';\n<p className={classes.card}><b className={classes.nowhere} /></p>`;
  expect(unknownClasses('app/_components/made.tsx', source)).toEqual(['app/_components/made.tsx: classes.nowhere']);
});
