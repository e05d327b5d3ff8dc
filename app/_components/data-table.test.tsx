import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { type Column, DataTable } from './data-table';

interface Ship {
  name: string;
  tons: number;
  flag: string | null;
}
const ships: Ship[] = [
  { name: 'Anna', tons: 10, flag: 'kr' },
  { name: 'Bora', tons: 200, flag: null },
];
const columns: Column<Ship>[] = [
  { key: 'name', header: 'Ship', cell: (ship) => ship.name },
  { key: 'tons', header: 'Tons', cell: (ship) => ship.tons, align: 'end' },
  { key: 'flag', header: 'Flag', cell: (ship) => ship.flag },
  { key: 'go', header: 'Actions', kind: 'actions', cell: (ship) => <button type="button">{`Sink ${ship.name}`}</button> },
];
const table = (part: Partial<Parameters<typeof DataTable<Ship>>[0]> = {}) =>
  render(<DataTable caption="Ships" columns={columns} rows={ships} rowKey={(ship) => ship.name} {...part} />);
const count = (html: string, part: RegExp) => (html.match(part) ?? []).length;

test('a row has its name as header, and each cell the word of its column for where there is no header in sight', () => {
  const html = table();
  expect(html).toMatch(/<caption class="visually-hidden">Ships<\/caption>/);
  expect(count(html, /<th scope="col"/g)).toBe(4);
  expect(html).toMatch(/<th scope="row"[^>]*>Anna<\/th><td data-label="Tons"/);
  expect(count(html, /data-label="Tons"/g)).toBe(2);
});

test('the header above buttons is heard only, and the buttons have no word in front', () => {
  const html = table();
  expect(html).toContain('<th scope="col"><span class="visually-hidden">Actions</span></th>');
  expect(html).not.toContain('data-label="Actions"');
  expect(html).toContain('Sink Bora');
});

test('without rows there is the text for it, or an empty table where none is given', () => {
  expect(textOf(table({ rows: [], empty: 'No ships' }))).toBe('No ships');
  expect(table({ rows: [], empty: 'No ships' })).not.toContain('<table');
  expect(table({ rows: [] })).toContain('<table');
});

test('a header that orders says whether it does', () => {
  const sorted = columns.map((column) =>
    column.kind ? column : { ...column, sort: { active: column.key === 'tons', onSort: () => {} } },
  );
  const html = table({ columns: sorted });
  expect(html).toMatch(/aria-sort="none"><button[^>]*>Ship/);
  expect(html).toMatch(/aria-sort="ascending"[^>]*><button[^>]*>Tons/);
  const largest = sorted.map((column) => (column.sort ? { ...column, sort: { ...column.sort, descending: true } } : column));
  expect(table({ columns: largest })).toMatch(/aria-sort="descending"[^>]*><button[^>]*>Tons/);
});

test('what belongs to a row is below it, across all columns, and only where there is something', () => {
  const html = table({ below: (ship) => (ship.flag ? 'flies a flag' : null) });
  expect(count(html, /<td colSpan="4"/gi)).toBe(1);
  expect(html.indexOf('Anna')).toBeLessThan(html.indexOf('flies a flag'));
  expect(html.indexOf('flies a flag')).toBeLessThan(html.indexOf('Bora'));
});

test('rows in sight leave room for the others, and say how many there are', () => {
  const html = table({
    virtual: { count: 1000, above: 530, below: 0 },
    rowProps: (_ship, index) => ({ 'aria-rowindex': index + 12 }),
  });
  expect(html).toContain('aria-rowcount="1001"');
  expect(html).toContain('aria-rowindex="12"');
  expect(count(html, /<tr aria-hidden/g)).toBe(1);
  expect(html).toMatch(/colSpan="4" style="height:530px/i);
});

test('a row that heads others stands over the whole width, in place of its columns', () => {
  const html = table({ heading: (ship) => (ship.tons > 100 ? <b>Large</b> : null) });
  expect(html).toMatch(/<th scope="rowgroup" colspan="4"><b>Large<\/b><\/th>/i);
  expect(html).not.toContain('Sink Bora');
  expect(html).toContain('Sink Anna');
});
