import type { QueryClient } from '@tanstack/react-query';
import type { BoardChanges, BoardDto } from '@/lib/shared/board';
import { type BoardCell, readCell } from '@/lib/shared/board-cells';
import { fetchAgain } from './fetch-again';
import { courseKeys } from './hooks/keys';

/** The board as the page holds it: its cells read once, so that a change touches one row. */
export interface BoardView extends Omit<BoardDto, 'cells'> {
  /** Row after row, as `rows`; in each one cell for each of `columns`. */
  cells: ReadonlyArray<readonly BoardCell[]>;
}

/** @param dto cells as base64, two bytes each */
export function readBoard({ cells, ...board }: BoardDto): BoardView {
  const bytes = Uint8Array.from(atob(cells), (character) => character.charCodeAt(0));
  const width = board.columns.length;
  const rows = board.rows.map((_, row) =>
    board.columns.map((__, column) => {
      const at = (row * width + column) * 2;
      return readCell(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    }),
  );
  return { ...board, cells: rows };
}

/**
 * The board after changes; rows, cells and columns that did not change stay the same objects.
 * @returns null for changes of another board, or with a gap before them: the page needs a new snapshot
 */
export function applyBoard(board: BoardView, changes: BoardChanges): BoardView | null {
  if (changes.epoch !== board.epoch || changes.v > board.v + 1) return null;
  if (changes.v <= board.v) return board;
  const cells = [...board.cells];
  const touched = new Map<number, BoardCell[]>();
  for (const [row, column, state, minutes] of changes.cells) {
    const held = cells[row];
    if (!held) return null;
    const copy = touched.get(row) ?? [...held];
    copy[column] = readCell(state, minutes);
    touched.set(row, copy);
    cells[row] = copy;
  }
  const rows = [...board.rows];
  for (const [at, row] of changes.rows) {
    const held = rows[at];
    // Somebody came: their cells come with a snapshot.
    if (!held) return null;
    rows[at] = { ...held, ...row };
  }
  const columns = [...board.columns];
  for (const [at, column] of changes.columns ?? []) {
    const held = columns[at];
    if (!held) return null;
    columns[at] = { ...held, ...column };
  }
  return {
    ...board,
    v: changes.v,
    rows,
    columns: changes.columns?.length ? columns : board.columns,
    reasons: changes.reasons ?? board.reasons,
    cells: touched.size > 0 ? cells : board.cells,
  };
}

/** Written into the board that is shown; what cannot be applied asks for another one. */
export function writeBoard(client: QueryClient, changes: BoardChanges): void {
  const queryKey = courseKeys.board(changes.classId);
  const held = client.getQueryData<BoardView>(queryKey);
  if (!held) return;
  const board = applyBoard(held, changes);
  if (board) client.setQueryData<BoardView>(queryKey, board);
  else fetchAgain(client, { queryKey });
}
