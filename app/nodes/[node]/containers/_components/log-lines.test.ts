import { expect, test } from 'vitest';
import type { LogLine } from '@/lib/shared/containers';
import { blankLog, foundLines, keptLines, type LogState, nextLog, sinceOf } from './log-lines';

const line = (text: string, second: number): LogLine => ({
  ...{ stream: 'stdout', text },
  at: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
});
const texts = ({ lines }: LogState): string[] => lines.map(({ text }) => text);
const after = (state: LogState, ...lines: LogLine[]): LogState => nextLog(state, { kind: 'lines', lines });
const resumed = (state: LogState, second: number): LogState =>
  nextLog(state, { kind: 'resume', since: line('', second).at as string });
const gaps = ({ lines }: LogState): string[] => lines.filter(({ afterGap }) => afterGap).map(({ text }) => text);

test('after a reconnect no line is lost and none is there twice, also of one millisecond', () => {
  const before = after(blankLog, line('a', 1), line('b', 2), line('b', 2));
  const now = resumed(before, 2);
  expect(now).toMatchObject({ phase: 'waiting', known: { lines: [{ text: 'b' }, { text: 'b' }] } });
  // Docker tells from that time on: the two that are known, one more of the same time and text, and what was missed.
  const more = after(now, line('b', 2), line('b', 2), line('b', 2), line('c', 3));
  expect(texts(more)).toEqual(['a', 'b', 'b', 'b', 'c']);
  expect(more.lines.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5]);
  expect(gaps(more)).toEqual([]);
});

test('the lines that are known may come in several pieces, and the connection be lost between them', () => {
  const before = after(blankLog, line('a', 1), line('b', 2), line('c', 3));
  const half = after(resumed(before, 1), line('a', 1), line('b', 2));
  expect(texts(after(half, line('c', 3), line('d', 4)))).toEqual(['a', 'b', 'c', 'd']);
  const again = after(resumed(half, 1), line('a', 1));
  expect(texts(after(again, line('b', 2), line('c', 3), line('c', 3)))).toEqual(['a', 'b', 'c', 'c']);
});

test('lines out of the order of their times, as two outputs and a clock that steps back make them, are neither lost nor doubled', () => {
  const before = after(blankLog, line('a', 5), { ...line('late', 3), stream: 'stderr' }, line('b', 5));
  // Since Docker 23 all from the first line on that is not older; before, without those that are.
  for (const told of [
    [line('a', 5), { ...line('late', 3), stream: 'stderr' } as const, line('b', 5)],
    [line('a', 5), line('b', 5)],
  ])
    expect(texts(after(resumed(before, 4), ...told, line('back', 2), line('c', 6)))).toEqual(['a', 'late', 'b', 'back', 'c']);
});

test('what a node tells that is older than what it was asked for is passed over', () => {
  const now = resumed(after(blankLog, line('a', 1), line('b', 2)), 2);
  expect(texts(after(now, line('a', 1), line('b', 2), line('c', 3)))).toEqual(['a', 'b', 'c']);
});

test('where no known line comes again there is a gap before the first new one, and nowhere else', () => {
  const now = after(resumed(after(blankLog, line('a', 1), line('b', 2)), 1), line('x', 5), line('y', 6));
  expect([texts(now), gaps(now)]).toEqual([['a', 'b', 'x', 'y'], ['x']]);
  const later = after(resumed(after(blankLog, line('a', 1), line('b', 2)), 1), line('a', 5), line('b', 6));
  expect([texts(later), gaps(later)]).toEqual([['a', 'b', 'a', 'b'], ['a']]);
  const cut = after(resumed(after(blankLog, line('a', 1), line('b', 2)), 1), line('b', 2), line('x', 5));
  expect([texts(cut), gaps(cut)]).toEqual([['a', 'b', 'x'], []]);
});

test('a log goes on from before its last line', () => {
  expect(sinceOf('2026-01-01T00:00:05.250Z')).toBe('2026-01-01T00:00:03.250Z');
});

test('many known lines are passed over in one walk', () => {
  const many = Array.from({ length: keptLines }, (_, n) => line(String(n), 1));
  const now = after(resumed(after(blankLog, ...many), 1), ...many, line('new', 2));
  expect([now.lines.length, now.lines.at(-1)?.text, gaps(now)]).toEqual([keptLines, 'new', []]);
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
  const found = (search: string) => foundLines(lines, search).map(({ key }) => key);
  expect(found('Error')).toEqual([2]);
  expect(found(' err ')).toEqual([2, 3]);
  expect(found('[31m')).toEqual([]);
  expect(foundLines(lines, ' ')).toBe(lines);
});
