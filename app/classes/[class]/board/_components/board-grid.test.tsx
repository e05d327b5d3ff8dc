import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { BoardColumn, BoardRow } from '@/lib/shared/board';
import type { BoardCell } from '@/lib/shared/board-cells';
import { BoardGrid } from './board-grid';
import type { ShownColumn, ShownRow } from './board-model';

const columns: ShownColumn[] = ['a', 'b'].map((step, at) => ({
  column: { lesson: '09-commit', step, title: `Step ${step}` } as BoardColumn,
  number: `9.${at + 1}`,
  isFirst: at === 0,
}));
const cells: BoardCell[] = [
  { state: 'passed', how: 'solution', minutes: 4 },
  { state: 'failed', how: null, minutes: 12 },
];
const row: BoardRow = {
  userId: 'u',
  name: 'Ara Cho',
  nodeId: 'n',
  node: 'node3',
  nodeState: 'unreachable',
  here: { lesson: '09-commit', step: 'b' },
  passed: 1,
  points: 2.5,
  need: 'stuck',
  needSince: null,
  reason: { code: 'author', says: 'Wanted author sds.', times: 3 },
  hand: null,
  activeAt: null,
  online: true,
  lastSeenAt: null,
};
function show(part: Partial<BoardRow> = {}, anonymous = false): string {
  const rows: ShownRow[] = [{ row: { ...row, ...part }, cells }];
  const nothing = () => {};
  return render(
    <BoardGrid
      rows={rows}
      columns={columns}
      anonymous={anonymous}
      onCell={nothing}
      onRow={nothing}
      onName={nothing}
      onColumn={nothing}
      onHold={nothing}
    />,
  );
}

test('a grid says how large it is, and each cell whose it is, of which step and how it stands', () => {
  const html = show();
  expect(html).toMatch(/role="grid"[^>]*aria-rowcount="2"[^>]*aria-colcount="6"/);
  expect(html).toContain('aria-label="9.1 Step a"');
  expect(html).toContain('title="Activity of Ara Cho"');
  expect(html).toContain('aria-label="Ara Cho, 9.1: passed with the solution"');
  expect(html).toContain('aria-label="Ara Cho, 9.2: not right yet, 12 min"');
  expect(html.match(/tabindex="0"/g)).toHaveLength(1);
});

test('a row says where they are, how their node is and why they need somebody', () => {
  const text = textOf(show());
  expect(text).toContain('Ara Cho');
  expect(text).toContain('node3 unreachable');
  expect(text).toContain('9.2 Wanted author sds.');
  expect(textOf(show({ need: 'hand', hand: { id: 'h', claimedBy: 'Kim', since: '' } }))).toContain('Kim is on it');
  expect(textOf(show({ need: 'idle' }))).toContain('9.2 idle');
});

test('on a projector there is no name', () => {
  const html = show({}, true);
  expect(html).not.toContain('Ara');
  expect(html).toContain('Student 1, 9.1');
  // Whose node it is, everybody in the room knows.
  expect(html).not.toContain('node3');
});
