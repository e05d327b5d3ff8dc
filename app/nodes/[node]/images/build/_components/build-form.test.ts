import { expect, test } from 'vitest';
import { buildImageQuerySchema } from '@/lib/shared/builds';
import { type BuildValues, buildCommand, contextOf, ignoreOf, lineOfError, pathOf, queryOf, withFiles } from './build-form';

const blank: BuildValues = { tag: '', dockerfile: '', path: 'Dockerfile', target: '', args: '', noCache: false };
const full: BuildValues = { ...blank, tag: ' app:1 ', target: 'maker', args: 'A=1\n\nWORDS=two words\nEMPTY', noCache: true };

test('the command grows as the form is filled in', () => {
  expect(buildCommand(blank, null)).toBe('docker build -t NAME:TAG .');
  expect(buildCommand(full, null)).toBe(
    "docker build -t app:1 --target maker --no-cache --build-arg A=1 --build-arg 'WORDS=two words' --build-arg EMPTY= .",
  );
  expect(buildCommand({ ...blank, tag: 'x', path: 'sub/My file' }, 'my context.tar')).toBe(
    "docker build -t x -f 'sub/My file' - < 'my context.tar'",
  );
});

test('what is sent is what the panel takes', () => {
  expect(buildImageQuerySchema.parse(queryOf(full, false))).toEqual({
    ...{ tag: 'app:1', dockerfile: 'Dockerfile', target: 'maker', noCache: true },
    buildArgs: { A: '1', WORDS: 'two words', EMPTY: '' },
  });
  expect(buildImageQuerySchema.parse(queryOf({ ...blank, tag: 'x', path: 'a/b' }, true)).dockerfile).toBe('a/b');
});

test.each([
  { tag: 'X' },
  { tag: 'x', path: '../Dockerfile' },
  { tag: 'x', path: '/etc/passwd' },
  { tag: 'x', args: '1A=2' },
  { tag: 'x', target: 'a b' },
])('%j is refused', (values) => {
  expect(buildImageQuerySchema.safeParse(queryOf({ ...blank, ...values }, true)).success).toBe(false);
});

test('a folder is the root of its files, and a file of the same path takes the place of another', () => {
  const inFolder = Object.assign(new File(['1'], 'b'), { webkitRelativePath: 'folder/a/b' });
  expect(pathOf(inFolder)).toBe('a/b');
  expect(pathOf(new File(['1'], 'c'))).toBe('c');
  const [first, second] = [new File(['1'], 'x'), new File(['2'], 'x')];
  const files = withFiles(
    [{ path: 'x', file: first }],
    [
      { path: 'x', file: second },
      { path: 'a', file: first },
    ],
  );
  expect(files.map(({ path }) => path)).toEqual(['a', 'x']);
  expect(files[1]?.file).toBe(second);
});

test('the line of an error, as each builder names it', () => {
  expect(lineOfError('dockerfile parse error line 3: unknown instruction: RUNN')).toBe(3);
  expect(lineOfError('failed to solve: dockerfile parse error on line 12: unknown instruction: X')).toBe(12);
  expect(lineOfError('no space left on device')).toBeNull();
  expect(lineOfError(null)).toBeNull();
});

test('a Dockerfile alone is a context, and of the files those that .dockerignore leaves out are not sent', async () => {
  const namesIn = async (files: string[], ignore: string) => {
    const given = files.map((path) => ({ path, file: new File([path === '.dockerignore' ? ignore : path], path) }));
    const text = await contextOf('FROM scratch\n', given, (await ignoreOf(given)) ?? '').text();
    return [...text.matchAll(/([\w./-]+)\0+0000(?:644|755)\0/g)].map(([, name]) => name);
  };
  expect(await namesIn([], '')).toEqual(['Dockerfile']);
  expect(await namesIn(['a/b', 'c.log'], '')).toEqual(['Dockerfile', 'a/b', 'c.log']);
  expect(await namesIn(['.dockerignore', 'a/b', 'c.log'], '**\n!a')).toEqual(['Dockerfile', '.dockerignore', 'a/b']);
});

test('where .dockerignore cannot be read any more that is said, and not taken for none: it says what stays on the disk', async () => {
  const gone = Object.assign(new File(['secret'], '.dockerignore'), {
    text: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
  });
  expect(await ignoreOf([{ path: '.dockerignore', file: gone }])).toBeNull();
  expect(await ignoreOf([{ path: 'sub/.dockerignore', file: gone }])).toBe('');
});
