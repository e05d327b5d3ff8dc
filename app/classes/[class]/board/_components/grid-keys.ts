/** A cell by its place: rows below the head from 0, columns from 0. */
export interface GridPlace {
  row: number;
  column: number;
}

interface Keyed {
  key: string;
  ctrlKey: boolean;
}

/** Rows that Page Up and Page Down move by. */
const pageRows = 10;

/**
 * Where a key leads in a grid (data grid, ARIA Authoring Practices); null: not one of its keys.
 * @param size how many rows and columns there are; both at least one
 */
export function gridAfterKey({ key, ctrlKey }: Keyed, at: GridPlace, size: { rows: number; columns: number }): GridPlace | null {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const row = (to: number): GridPlace => ({ ...at, row: Math.min(lastRow, Math.max(0, to)) });
  const column = (to: number): GridPlace => ({ ...at, column: Math.min(lastColumn, Math.max(0, to)) });
  switch (key) {
    case 'ArrowUp':
      return row(at.row - 1);
    case 'ArrowDown':
      return row(at.row + 1);
    case 'ArrowLeft':
      return column(at.column - 1);
    case 'ArrowRight':
      return column(at.column + 1);
    case 'PageUp':
      return row(at.row - pageRows);
    case 'PageDown':
      return row(at.row + pageRows);
    case 'Home':
      return ctrlKey ? { row: 0, column: 0 } : column(0);
    case 'End':
      return ctrlKey ? { row: lastRow, column: lastColumn } : column(lastColumn);
    default:
      return null;
  }
}
