import { expect, test } from 'vitest';
import { type BoardNeed, byNeed } from './board-cells';

test('in order of need, then of waiting, then of name', () => {
  const row = (name: string, need: BoardNeed | null, minute: number | null) => ({
    ...{ name, need, needSince: minute === null ? null : new Date(minute * 60_000).toISOString() },
  });
  const rows = [
    ...[
      row('e', null, null),
      row('d', 'behind', 1),
      row('c', 'stuck', 9),
      row('b', 'stuck', 3),
      row('a', 'hand', 9),
      row('0', null, null),
    ],
  ];
  expect(rows.sort(byNeed).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', '0', 'e']);
});
