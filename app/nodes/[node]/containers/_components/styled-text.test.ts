import { expect, test } from 'vitest';
import { styledText } from './styled-text';

test('colours of a line are kept, and nothing else that a terminal would obey', () => {
  const pieces = styledText('\u001b[1;31mERROR\u001b[0m at \u001b[2J\u001b]0;title\u0007home \u001b[92mok\u001b[39m\u0007');
  expect(pieces.map(({ text, colour, bold }) => [text, colour, bold])).toEqual([
    ['ERROR', 'red', true],
    [' at home ', null, false],
    ['ok', 'green', false],
  ]);
});

test('a colour out of 256 or of 16 million is the page’s own', () => {
  expect(styledText('\u001b[38;5;200ma\u001b[38;2;1;2;3mb').map(({ text, colour }) => [text, colour])).toEqual([
    ['a', null],
    ['b', null],
  ]);
});

test('a rendition that is cut off is no text', () => {
  expect(
    styledText('a\u001b[31')
      .map(({ text }) => text)
      .join(''),
  ).not.toContain('\u001b');
});
