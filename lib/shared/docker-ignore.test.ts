import { expect, test } from 'vitest';
import { readDockerIgnore, wrongIgnoreLine } from './docker-ignore';

/** Patterns, a path, and whether it is left out: rows of moby/patternmatcher's own tests, and of Docker's documentation. */
const cases: Array<[string, string, boolean]> = [
  ['**', 'file', true],
  ['**', 'dir/file', true],
  ['**/', 'file', true],
  ['**/**', 'dir/file', true],
  ['dir/**', 'dir/file', true],
  ['dir/**', 'dir/dir2/file', true],
  ['**/dir', 'dir/file', true],
  ['**/dir2/*', 'dir/dir2/file', true],
  ['**/dir2/**', 'dir/dir2/dir2/file', true],
  ['**file', 'dir/file', true],
  ['**/file', 'dir/dir/file', true],
  // The end of a name, too, where nothing else of the pattern is special.
  ['**file', 'dir/barfile', true],
  ['**.txt', 'dir/a.txt', true],
  ['**/file', 'dir/barfile', false],
  ['**file?', 'dir/barfile1', false],
  ['**/file*', 'dir/dir/file.txt', true],
  ['**/file*txt', 'dir/dir/file.txt', true],
  ['**/file*.txt*', 'dir/dir/file.txt', true],
  ['**/**/*.txt', 'dir/dir/file.txt', true],
  ['**/**/*.txt2', 'dir/dir/file.txt', false],
  ['**/*.txt', 'file.txt', true],
  ['a**/*.txt', 'a/file.txt', true],
  ['a**/*.txt', 'a/dir/dir/file.txt', true],
  ['a/*.txt', 'a/dir/file.txt', false],
  ['a/*.txt', 'a/file.txt', true],
  ['a[b-d]e', 'ae', false],
  ['a[b-d]e', 'ace', true],
  ['a[^b-d]e', 'aze', true],
  ['.*', '.foo', true],
  ['.*', 'foo', false],
  ['abc.def', 'abcdef', false],
  ['abc.def', 'abcZdef', false],
  ['abc?def', 'abcZdef', true],
  ['abc?def', 'abcdef', false],
  ['a\\\\', 'a\\', true],
  ['**/foo/bar', 'dir/foo/bar', true],
  ['abc/**', 'abc', false],
  ['abc/**', 'abc/def/ghi', true],
  ['**/.foo', 'bar.foo', false],
  ['a(b)c/def', 'a(b)c/def', true],
  ['a.|)$(}+{bc', 'a.|)$(}+{bc', true],
  ['/node_modules', 'node_modules/a/b', true],
  ['./x/../y', 'y/z', true],
  ['dir/', 'dir/file', true],
  ['*/temp*', 'somedir/temporary.txt', true],
  ['*/temp*', 'temp/a', false],
  ['*\n!keep', 'keep/in', false],
  ['*\n!keep\nkeep/out', 'keep/out', true],
  ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', true],
  ['*.md\n!README*.md\nREADME-secret.md', 'README-1.md', false],
  ['!a\n*', 'a', true],
  ['docs\n!docs/README.md', 'docs/README.md', false],
  ['# a\n\n  a  \r\n', 'a', true],
  ['#a', '#a', false],
  ['\ufeffa', 'a', true],
  ['*', 'Dockerfile', false],
  ['*', '.dockerignore', false],
  ['*', 'sub/Dockerfile', true],
  ['a[\n!\n\\', 'a', false],
];

test.each(cases)('%j leaves %j out: %j', (text, path, isOut) => {
  expect(readDockerIgnore(text)(path)).toBe(!isOut);
});

test.each(['!', 'a[', '\\', 'a[]', 'a[^]', 'a[b-]', '[-a]', 'fine\n! a[\n'])(
  'the docker command builds nothing for %j',
  (text) => {
    expect(wrongIgnoreLine(text)).toBe(text.split('\n').at(text.includes('\n') ? 1 : 0));
  },
);

test.each(['', '#!', '# a[', ' !a', '!!', 'a[b-d]', 'a[^b]', 'a\\[', '[\\]]', 'a]', '/', '**'])('and takes %j', (text) => {
  expect(wrongIgnoreLine(text)).toBeNull();
});
