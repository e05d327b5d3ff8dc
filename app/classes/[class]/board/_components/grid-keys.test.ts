import { expect, test } from 'vitest';
import { gridAfterKey } from './grid-keys';

const size = { rows: 30, columns: 8 };
const after = (key: string, row: number, column: number, ctrlKey = false) =>
  Object.values(gridAfterKey({ key, ctrlKey }, { row, column }, size) ?? {});

test.each([
  ['ArrowDown', [3, 2], [4, 2]],
  ['ArrowUp', [0, 2], [0, 2]],
  ['ArrowRight', [3, 7], [3, 7]],
  ['ArrowLeft', [3, 2], [3, 1]],
  ['PageDown', [25, 2], [29, 2]],
  ['PageUp', [25, 2], [15, 2]],
  ['Home', [3, 5], [3, 0]],
  ['End', [3, 5], [3, 7]],
] as const)('%s from %j leads to %j', (key, [row, column], to) => {
  expect(after(key, row, column)).toEqual(to);
});

test('with Ctrl the ends are those of the whole grid', () => {
  expect(after('Home', 3, 5, true)).toEqual([0, 0]);
  expect(after('End', 3, 5, true)).toEqual([29, 7]);
});

test('another key is the page’s', () => {
  expect(gridAfterKey({ key: 'a', ctrlKey: false }, { row: 1, column: 1 }, size)).toBeNull();
});
