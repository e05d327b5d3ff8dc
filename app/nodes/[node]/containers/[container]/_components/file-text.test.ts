import { expect, test } from 'vitest';
import { fromField, hasUnseen, lineEndsOf, toField } from './file-text';

test.each([
  ['a\nb\n', 'lf'],
  ['', 'lf'],
  ['a\r\nb\r\n', 'crlf'],
  ['a\r\nb\n', 'mixed'],
  ['a\rb', 'mixed'],
])('the lines of %j end by %s', (text, ends) => {
  expect(lineEndsOf(text)).toBe(ends);
  if (ends !== 'mixed') expect(fromField(toField(text), lineEndsOf(text))).toBe(text);
});

test('what turns the direction of a text is told, and what every text has is not', () => {
  expect(['\ttab\r\n', '한글', '\ufeffwith a mark'].map(hasUnseen)).toEqual([false, false, false]);
  expect(['a\u202eb', 'a\u001b[31m', 'zero\u200bwidth'].map(hasUnseen)).toEqual([true, true, true]);
});
