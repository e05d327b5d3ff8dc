import { expect, test } from 'vitest';
import { readBoardChoice } from './use-board-view';

const first = { view: 'tiles', sort: 'name', show: 'every', classId: '' };

test('what the browser kept is taken where it is one of the choices', () => {
  const kept = { view: 'table', sort: 'worst', show: 'unwell', classId: 'a'.repeat(24) };
  expect(readBoardChoice(JSON.stringify(kept))).toEqual(kept);
  expect(readBoardChoice(JSON.stringify({ ...kept, view: 'rings', classId: '../x' }))).toEqual({
    ...kept,
    view: 'tiles',
    classId: '',
  });
});

test('anything else is the first choice', () => {
  for (const text of [null, '', 'null', '[]', '{"view":1}', '{"sort":{"a":1}}', 'not json'])
    expect(readBoardChoice(text)).toEqual(first);
});
