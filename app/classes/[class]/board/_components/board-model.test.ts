import { expect, test } from 'vitest';
import type { BoardView } from '@/app/_api/live-board';
import type { BoardRow } from '@/lib/shared/board';
import { minutesLeft, numbersOf, orderByNeed, shownColumns } from './board-model';

const row = (name: string, need: BoardRow['need'] = null, needSince: string | null = null) =>
  ({ userId: name, name, need, needSince }) as BoardRow;

test('who needs somebody stands first, a raised hand before all, and among equals who has waited longest', () => {
  const rows = [
    row('node10'),
    row('late', 'stuck', '2026-01-01T00:09:00Z'),
    row('node2'),
    row('early', 'stuck', '2026-01-01T00:05:00Z'),
  ];
  expect(orderByNeed([...rows, row('hand', 'hand', '2026-01-01T00:10:00Z')])).toEqual([
    'hand',
    'early',
    'late',
    'node2',
    'node10',
  ]);
});

const lessons = ['08-run', '09-commit'].map((id) => ({ id, title: id, minutes: 10, steps: 2 }));
const columns = ['08-run/a', '08-run/b', '09-commit/c'].map((at) => {
  const [lesson = '', step = ''] = at.split('/');
  return { lesson, step, medianMinutes: 3 };
}) as BoardView['columns'];

test('a step has the number of its lesson and its place in it', () => {
  const shown = shownColumns({ columns, lessons });
  expect(shown.map(({ number }) => number)).toEqual(['8.1', '8.2', '9.1']);
  expect(shown.map(({ isFirst }) => isFirst)).toEqual([true, false, true]);
  expect(numbersOf(shown).get('09-commit/c')).toBe('9.1');
});

test('what is left is counted over the lessons that are open', () => {
  const cell = (state: 'passed' | 'failed') => ({ state, how: null, minutes: 0 });
  const board = { lessons, columns, rows: [row('a'), row('b')], cells: [[cell('passed')], [cell('failed')]], openUpTo: null };
  expect(minutesLeft(board as unknown as BoardView)).toBe(9);
  expect(minutesLeft({ ...board, openUpTo: '08-run' } as unknown as BoardView)).toBe(6);
  expect(minutesLeft({ ...board, rows: [], cells: [] } as unknown as BoardView)).toBe(0);
});
