import type { KeyboardEvent } from 'react';

/** What takes no arrow key itself: links, buttons of no other role, checkboxes. Not fields of text, lists of choices, radios or items of a menu. */
const controls = 'a[href], button:not([role]):not(:disabled), input[type=checkbox]:not(:disabled)';

/**
 * ArrowUp and ArrowDown in the rows of a table: from a control to the one in the same place of the next row that has any there. Tab goes
 * through all of them as before. A row that is not in sight is scrolled to by the focus; at the ends the page scrolls.
 */
export function moveInColumn(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget: rows } = event;
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // What is drawn elsewhere in the page, such as the items of a menu, tells of its keys here, too.
  if (event.defaultPrevented || !(target instanceof HTMLElement) || !rows.contains(target) || !target.matches(controls)) return;
  const cell = target.closest<HTMLTableCellElement>('td, th');
  const row = cell?.parentElement as HTMLTableRowElement | null | undefined;
  if (!cell || !row) return;
  // From the end, where the buttons of a row stand in line: one that stops has others before them than one that runs.
  const own = inCell(cell);
  const fromEnd = own.length - own.indexOf(target);
  const step = (from: Element) => (key === 'ArrowUp' ? from.previousElementSibling : from.nextElementSibling);
  for (let other = step(row) as HTMLTableRowElement | null; other; other = step(other) as HTMLTableRowElement | null) {
    // Headings, what belongs to a row below it, and the room of rows out of sight have other cells.
    const there = other.cells.length === row.cells.length ? inCell(other.cells[cell.cellIndex]) : [];
    const next = there[Math.max(there.length - fromEnd, 0)];
    if (!next) continue;
    event.preventDefault();
    next.focus();
    return;
  }
}

const inCell = (cell: HTMLTableCellElement | undefined): HTMLElement[] => [
  ...(cell?.querySelectorAll<HTMLElement>(controls) ?? []),
];
