import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord, splitShell, splitWords } from './shell-words';

const texts = (line: string) => splitShell(line)?.words.map((word) => word.text);
const expanding = (line: string) => splitShell(line)?.words.flatMap((word) => (word.expands ? [word.raw] : []));

test('words are split at blanks outside quotes; a backslash at the end of a line joins it with the next', () => {
  expect(texts(`a\\ b '' "it's" 'c'"d"e`)).toEqual(['a b', '', "it's", 'cde']);
  expect(texts('docker run \\\n  -it \\\r\n\tubuntu\n')).toEqual(['docker', 'run', '-it', 'ubuntu']);
  expect(texts('  \n \r\n docker ps')).toEqual(['docker', 'ps']);
  expect(texts(`"one\\\ntwo" 'one\\\ntwo'`)).toEqual(['onetwo', 'one\\\ntwo']);
  expect(texts('')).toEqual([]);
});

test('between double quotes a backslash stays, but before what means something there', () => {
  expect(texts(String.raw`"a\nb" "\"\\\$x" 'a\'`)).toEqual([String.raw`a\nb`, String.raw`"\$x`, 'a\\']);
});

test('what a shell would expand is named', () => {
  const braced = '$'.concat('{A}b');
  const line = `a $HOME "$(ls "x y")" '$HOME' \\$HOME ${braced} \`id\` ~/x a~ *.txt "*" 5$ "$" $1`;
  expect(expanding(line)).toEqual(['$HOME', '"$(ls "x y")"', braced, '`id`', '~/x', '*.txt', '$1']);
});

test('a shell’s operators end the command', () => {
  expect(splitShell('docker ps | wc -l')).toMatchObject({ rest: '| wc -l' });
  expect(splitShell('docker run a; docker run b')?.rest).toBe('; docker run b');
  expect(splitShell('docker run a 2>&1')?.rest).toBe('2>&1');
  expect(splitShell('docker run a\ndocker run b')?.rest).toBe('docker run b');
  expect(splitShell('docker run a # the first\n')).toMatchObject({ rest: '' });
  expect(texts('a#b "x;y"')).toEqual(['a#b', 'x;y']);
});

test('what is not closed is no line', () => {
  for (const open of [`a "b`, `a 'b`, 'a $(b', 'a $'.concat('{b'), 'a `b', '"$(b"']) expect(splitShell(open), open).toBeNull();
});

test('without a shell only quotes and backslashes mean something', () => {
  expect(splitWords('sh -c "echo $X; ls" | $( #')).toEqual(['sh', '-c', 'echo $X; ls', '|', '$(', '#']);
  expect(splitWords('a\nb')).toEqual(['a', 'b']);
  expect(splitWords('echo "open')).toBeNull();
});

test('words that a shell would read differently are quoted', () => {
  expect(shellWord('ubuntu:22.04')).toBe('ubuntu:22.04');
  expect(shellWord('echo hi')).toBe("'echo hi'");
  expect(shellWord("it's")).toBe(`'it'\\''s'`);
  expect(shellWord('$(reboot)')).toBe("'$(reboot)'");
  expect(shellWord('')).toBe("''");
});

test('a word that is written is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'\'"\\$`~*?#&\r\n \t|a') }))), (words) => {
      const line = words.map(shellWord).join(' ');
      expect(splitShell(line)).toEqual({
        words: words.map((text) => ({ text, raw: shellWord(text), expands: false })),
        rest: '',
      });
      expect(splitWords(line)).toEqual(words);
    }),
    { numRuns: 500 },
  );
});
