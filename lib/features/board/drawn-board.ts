import type { Runtime } from '@/lib/core/runtime';
import type { StepRecord } from '@/lib/features/progress/step-record';
import type { BoardChanges } from '@/lib/shared/board';
import type { BoardStudent, ClassBoard, RowFacts } from './class-board';
import { type ColumnNumbers, columnNumbers, type PlainRow, rowOf } from './present-board';
import type { ReasonGroup } from './reason-group';
import type { ColumnStatistics } from './statistics';

/** What differs between two looks at a board, in no language: a row's reason has no sentence. */
export interface BoardDelta {
  cells: BoardChanges['cells'];
  rows: Array<[row: number, Partial<PlainRow>]>;
  columns: Array<[column: number, Partial<ColumnNumbers>]>;
  /** All groups, where one of them differs. */
  reasons: ReasonGroup[] | null;
}

const minuteMs = 60_000;
const reasonsPauseMs = 1_000;

/**
 * A board as it was shown last. What students do is drawn by cell, row and column, so that a change costs as much in a large class as in a
 * small one; what time alone changes is drawn with everything.
 */
export class DrawnBoard {
  readonly board: ClassBoard;
  readonly #living: Pick<Runtime, 'fleet' | 'presence'>;
  /** Two bytes each, row after row. */
  readonly cells: Uint8Array;
  columns: ColumnStatistics[];
  /** In no language. */
  rows: PlainRow[];
  reasons: ReasonGroup[];
  #facts: RowFacts[];
  #reasonsAt: number;
  #touchedRows = new Set<number>();
  #touchedCells = new Set<number>();

  constructor({ fleet, presence }: Pick<Runtime, 'fleet' | 'presence'>, board: ClassBoard, now: number) {
    this.board = board;
    this.#living = { fleet, presence };
    this.#reasonsAt = now;
    this.cells = board.cells(now);
    this.columns = board.columns(now);
    this.#facts = board.rows(this.columns, now);
    this.rows = this.#facts.map((facts) => rowOf(this.#living, facts));
    this.reasons = board.reasons(this.#facts);
  }

  /** News of a step. @returns whether it is one of this board's, and newer than what it has */
  take(userId: string, record: StepRecord): boolean {
    const cell = this.board.take(userId, record);
    if (!cell) return false;
    this.#touchedRows.add(cell.row);
    this.#touchedCells.add(cell.row * this.board.steps.length + cell.column);
    return true;
  }

  /** Something about a student changed beside their steps. */
  touch(row: number, change: (student: BoardStudent) => void = () => {}): void {
    const student = this.board.students[row];
    if (!student) return;
    change(student);
    this.#touchedRows.add(row);
  }

  /**
   * Draws it anew. @param scope `touched`: only what was taken or touched since the last time
   * @returns what differs from before; null for nothing
   */
  redraw(scope: 'touched' | 'all', now: number): BoardDelta | null {
    const width = this.board.steps.length;
    const all = (count: number): Iterable<number> => Array(count).keys();
    const cellsAt = scope === 'all' ? all(this.cells.length / 2) : this.#touchedCells;
    const columnsAt = scope === 'all' ? all(width) : new Set([...this.#touchedCells].map((at) => at % width));
    const rowsAt = scope === 'all' ? all(this.rows.length) : this.#touchedRows;
    const cells = this.#drawCells(cellsAt, now);
    const columns = this.#drawColumns(columnsAt, now);
    const rows = this.#drawRows(rowsAt, now);
    const reasons = this.#drawReasons(scope, now);
    this.#touchedCells = new Set();
    this.#touchedRows = new Set();
    const isNothing = cells.length === 0 && rows.length === 0 && columns.length === 0 && reasons === null;
    return isNothing ? null : { cells, rows, columns, reasons };
  }

  #drawCells(places: Iterable<number>, now: number): BoardDelta['cells'] {
    const width = this.board.steps.length;
    const changed: BoardDelta['cells'] = [];
    for (const at of places) {
      const [row, column] = [Math.floor(at / width), at % width];
      const [state, minutes] = this.board.cell(row, column, now);
      if (this.cells[at * 2] === state && this.cells[at * 2 + 1] === minutes) continue;
      this.cells.set([state, minutes], at * 2);
      changed.push([row, column, state, minutes]);
    }
    return changed;
  }

  #drawColumns(places: Iterable<number>, now: number): BoardDelta['columns'] {
    const changed: BoardDelta['columns'] = [];
    for (const column of places) {
      const statistics = this.board.column(column, now);
      const before = this.columns[column];
      this.columns[column] = statistics;
      const differs = before && differing(columnNumbers(before), columnNumbers(statistics));
      if (differs) changed.push([column, differs]);
    }
    return changed;
  }

  #drawRows(places: Iterable<number>, now: number): BoardDelta['rows'] {
    const middle = this.board.middle();
    const changed: BoardDelta['rows'] = [];
    for (const row of places) {
      const facts = this.board.row(row, { columns: this.columns, middle }, now);
      const before = this.rows[row];
      if (!facts || !before) continue;
      this.#facts[row] = facts;
      const after = rowOf(this.#living, facts);
      const differs = differing(before, after);
      if (!differs || isSameMinute(before, differs)) continue;
      this.rows[row] = after;
      changed.push([row, differs]);
    }
    return changed;
  }

  /** All groups are sent when one differs, so they are looked at once a second, and with everything. */
  #drawReasons(scope: 'touched' | 'all', now: number): ReasonGroup[] | null {
    if (scope === 'touched' && now - this.#reasonsAt < reasonsPauseMs) return null;
    this.#reasonsAt = now;
    const reasons = this.board.reasons(this.#facts);
    if (JSON.stringify(reasons) === JSON.stringify(this.reasons)) return null;
    this.reasons = reasons;
    return reasons;
  }
}

/** Nothing but a sign of work in the same minute: not worth a message. */
function isSameMinute(before: PlainRow, differs: Partial<PlainRow>): boolean {
  if (Object.keys(differs).length > 1 || differs.activeAt == null || before.activeAt === null) return false;
  return Math.floor(Date.parse(before.activeAt) / minuteMs) === Math.floor(Date.parse(differs.activeAt) / minuteMs);
}

/** The fields of `after` that are others than those of `before`; null when none are. */
function differing<T extends object>(before: T, after: T): Partial<T> | null {
  const changed: Partial<T> = {};
  for (const key of Object.keys(after) as Array<keyof T>)
    if (after[key] !== before[key] && JSON.stringify(after[key]) !== JSON.stringify(before[key])) changed[key] = after[key];
  return Object.keys(changed).length > 0 ? changed : null;
}
