import { expect, test } from 'vitest';
import { filePathSchema } from './container-files';
import { baseName, fileWord, modeText, parentOf, pathIn, shownName } from './file-names';
import { splitShell } from './shell-words';

test.each(['/', '/etc', '/etc/..hidden', '/a b', '/...', '/-rf', '/새', '/a\nb', '/a\\b'])('%j is a path', (path) => {
  expect(filePathSchema.safeParse(path).success).toBe(true);
});
test.each([
  '',
  'etc',
  '/etc/',
  '//etc',
  '/..',
  '/etc/../x',
  '/./x',
  '/x/.',
  '/a\0b',
  '/\ud800',
  `/${'새'.repeat(1_400)}`,
  `/${'a/'.repeat(3_000)}`,
])('%j is none', (path) => {
  expect(filePathSchema.safeParse(path).success).toBe(false);
});

test('a path, its directory and its name', () => {
  for (const path of ['/etc', '/etc/hosts', '/a/b/c']) expect(pathIn(parentOf(path), baseName(path))).toBe(path);
  expect([parentOf('/etc'), parentOf('/'), baseName('/')]).toEqual(['/', '/', '']);
});

test('nothing in a shown name is unseen, and no two names are shown alike', () => {
  expect(shownName('a\nb\u001b[31m\u202egpj\\n')).toBe('a\\nb\\x1b[31m\\u202egpj\\\\n');
  expect(shownName('한글 🐳 é')).toBe('한글 🐳 é');
  expect(shownName('\u{e0001}')).toBe('\\U000e0001');
});

test('a name on a command line is one word of it', () => {
  for (const name of ['web:/etc/hosts', 'a b', "it's", '$(id)', '*']) {
    const { words = [], rest } = splitShell(`docker cp ${fileWord(name)} .`) ?? {};
    expect([words[2]?.text, words.length, rest]).toEqual([name, 4, '']);
  }
  expect(fileWord("a\nit's\\")).toBe("$'a\\nit\\'s\\\\'");
});

test('permissions are written as ls -l writes them', () => {
  expect([0o644, 0o4755, 0o1777, 0o2750, 0o4644, 0].map(modeText)).toEqual([
    'rw-r--r--',
    'rwsr-xr-x',
    'rwxrwxrwt',
    'rwxr-s---',
    'rwSr--r--',
    '---------',
  ]);
});
