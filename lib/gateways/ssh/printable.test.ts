import { expect, test } from 'vitest';
import { printable } from './printable';

test('what moves the cursor or the reading order does not come through', () => {
  expect(printable('SSH-2.0-x\u001b[31m\u202Eevil\u0000\r\nnext')).toBe('SSH-2.0-x [31m evil next');
  expect(printable('한글 그대로')).toBe('한글 그대로');
});

test('long text is cut, and says so', () => {
  expect(printable('a'.repeat(500), 10)).toBe(`${'a'.repeat(10)}…`);
});
