import { expect, test } from 'vitest';
import type { LogLine } from '@/lib/shared/containers';
import { blankLog, foundLines, keptLines, type LogState, nextLog } from './log-lines';

const line = (text: string, second: number): LogLine => ({
  ...{ stream: 'stdout', text },
  at: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
});
const texts = ({ lines }: LogState): string[] => lines.map(({ text }) => text);
const after = (state: LogState, ...lines: LogLine[]): LogState => nextLog(state, { kind: 'lines', lines });

test('after a reconnect no line is lost and none is there twice, also of one millisecond', () => {
  const before = after(blankLog, line('a', 1), line('b', 2), line('b', 2));
  const resumed = nextLog(before, { kind: 'resume' });
  expect(resumed).toMatchObject({ phase: 'waiting', known: { left: 2 } });
  // Docker tells from that millisecond on: the two that are known, one more of the same time and text, and what was missed.
  const now = after(resumed, line('b', 2), line('b', 2), line('b', 2), line('c', 3));
  expect(texts(now)).toEqual(['a', 'b', 'b', 'b', 'c']);
  expect(now.lines.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5]);
});

test('what a node tells that is older than what is known is passed over', () => {
  const resumed = nextLog(after(blankLog, line('a', 1), line('b', 2)), { kind: 'resume' });
  expect(texts(after(resumed, line('a', 1), line('b', 2), line('c', 3)))).toEqual(['a', 'b', 'c']);
});

test('without a known time it begins anew', () => {
  const held = after(blankLog, { stream: 'stdout', at: null, text: 'a' });
  expect(nextLog(held, { kind: 'resume' })).toEqual(blankLog);
});

test('the oldest lines fall off', () => {
  expect(keptLines).toBe(100_000);
  const full = after(blankLog, ...Array.from({ length: keptLines }, (_, n) => line(String(n), 1)));
  expect(full.cut).toBe(false);
  const more = after(full, line('last', 2));
  expect([more.lines.length, more.lines[0]?.text, more.cut]).toEqual([keptLines, '1', true]);
});

test('what is looked for is found as it is read, in any case, and across a sequence of colour', () => {
  const { lines } = after(blankLog, line('one', 1), line('an \u001b[31mERR\u001b[1mor\u001b[0m', 2), line('err', 3));
  const found = (search: string) => foundLines(lines, { minutes: 0, search }).map(({ key }) => key);
  expect(found('Error')).toEqual([2]);
  expect(found(' err ')).toEqual([2, 3]);
  expect(found('[31m')).toEqual([]);
  expect(foundLines(lines, { minutes: 0, search: ' ' })).toBe(lines);
});

test('of the last minutes are the lines that many before the newest, and none without a time', () => {
  const { lines } = after(blankLog, { ...line('old', 0), at: '2025-12-31T23:54:59.000Z' }, line('new', 0), {
    ...line('x', 0),
    at: null,
  });
  expect(foundLines(lines, { minutes: 5, search: '' }).map(({ text }) => text)).toEqual(['new']);
});
