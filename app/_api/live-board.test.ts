import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import type { BoardChanges, BoardDto, BoardRow } from '@/lib/shared/board';
import { cellByte } from '@/lib/shared/board-cells';
import { courseKeys } from './hooks/keys';
import { applyBoard, readBoard, writeBoard } from './live-board';

const client = new QueryClient();
afterEach(() => client.clear());

const passed = cellByte({ state: 'passed', how: 'hint' });
const failed = cellByte({ state: 'failed', how: null });
const row = (userId: string, need: BoardRow['need'] = null) => ({ userId, name: userId, need }) as BoardRow;
const dto = {
  classId: 'c',
  epoch: 'e',
  v: 7,
  rows: [row('ara'), row('bora')],
  columns: [{ step: 'one' }, { step: 'two' }, { step: 'three' }],
  cells: btoa(String.fromCharCode(passed, 4, failed, 2, 0, 0, 0, 0, 0, 0, failed, 255)),
  reasons: [],
} as unknown as BoardDto;
const board = readBoard(dto);
const changes = (part: Partial<BoardChanges> = {}): BoardChanges => ({
  classId: 'c',
  epoch: 'e',
  v: 8,
  cells: [],
  rows: [],
  ...part,
});

test('cells are two bytes each, row after row', () => {
  expect(board.cells[0]).toEqual([
    { state: 'passed', how: 'hint', minutes: 4 },
    { state: 'failed', how: null, minutes: 2 },
    { state: 'untouched', how: null, minutes: 0 },
  ]);
  expect(board.cells[1]?.[2]).toEqual({ state: 'failed', how: null, minutes: 255 });
});

test('a change touches its cell and leaves every other row as it is', () => {
  const after = applyBoard(board, changes({ cells: [[1, 2, passed, 9]] }));
  expect(after?.v).toBe(8);
  expect(after?.cells[1]?.[2]).toEqual({ state: 'passed', how: 'hint', minutes: 9 });
  expect(after?.cells[0]).toBe(board.cells[0]);
  expect(after?.rows[0]).toBe(board.rows[0]);
  expect(after?.columns).toBe(board.columns);
  expect(board.cells[1]?.[2]?.state).toBe('failed');
});

test('of a row and a column comes what differs; the groups come whole', () => {
  const reasons = [{ lesson: 'l', step: 'one', reason: 'r', says: 'R', found: [], users: ['ara'] }];
  const after = applyBoard(board, changes({ rows: [[0, { need: 'hand' }]], columns: [[1, { passed: 3 }]], reasons }));
  expect(after?.rows.map(({ name, need }) => [name, need])).toEqual([
    ['ara', 'hand'],
    ['bora', null],
  ]);
  expect(after?.columns.map(({ step, passed: many }) => [step, many])).toEqual([
    ['one', undefined],
    ['two', 3],
    ['three', undefined],
  ]);
  expect(after?.reasons).toBe(reasons);
});

test('what was applied already changes nothing, and what does not follow asks for a new board', () => {
  expect(applyBoard(board, changes({ v: 7, cells: [[0, 0, failed, 0]] }))).toBe(board);
  expect(applyBoard(board, changes({ v: 9 }))).toBeNull();
  expect(applyBoard(board, changes({ epoch: 'later', v: 1 }))).toBeNull();
  expect(applyBoard(board, changes({ cells: [[2, 0, failed, 0]] }))).toBeNull();
  expect(applyBoard(board, changes({ rows: [[2, row('cho')]] }))).toBeNull();
  expect(applyBoard(board, changes({ columns: [[3, { passed: 1 }]] }))).toBeNull();
});

test('the board that is shown is written, and fetched where it cannot be', () => {
  const queryKey = courseKeys.board('c');
  writeBoard(client, changes());
  expect(client.getQueryData(queryKey)).toBeUndefined();
  client.setQueryData(queryKey, board);
  writeBoard(client, changes());
  expect(client.getQueryState(queryKey)).toMatchObject({ isInvalidated: false, data: { v: 8 } });
  writeBoard(client, changes({ v: 20 }));
  expect(client.getQueryState(queryKey)).toMatchObject({ isInvalidated: true, data: { v: 8 } });
});
