import type { BoardView } from '@/app/_api/live-board';
import type { BoardColumn, BoardRow } from '@/lib/shared/board';
import type { BoardCell } from '@/lib/shared/board-cells';
import { byNeed } from '@/lib/shared/board-cells';
import { lessonNumber } from '@/lib/shared/lesson-number';

/** One student as the grid shows them. */
export interface ShownRow {
  row: BoardRow;
  /** One for each column. */
  cells: readonly BoardCell[];
}

/** One step of the course as the grid shows it. */
export interface ShownColumn {
  column: BoardColumn;
  /** `9.3` */
  number: string;
  /** The first of its lesson: a line stands before it. */
  isFirst: boolean;
}

/** Columns before those of the steps: name, node, where, need. */
export const fixedColumns = 4;

/** Ids of the students, the most urgent first; whoever waits longer comes before, and who needs nobody by name. */
export const orderByNeed = (rows: readonly BoardRow[]): string[] => [...rows].sort(byNeed).map(({ userId }) => userId);

/** The steps with their numbers. */
export function shownColumns({ columns, lessons }: Pick<BoardView, 'columns' | 'lessons'>): ShownColumn[] {
  const ids = lessons.map(({ id }) => id);
  const counts = new Map<string, number>();
  return columns.map((column) => {
    const place = (counts.get(column.lesson) ?? 0) + 1;
    counts.set(column.lesson, place);
    return { column, number: `${lessonNumber(ids, column.lesson)}.${place}`, isFirst: place === 1 };
  });
}

/** What a step is called: `9.3`, by `lesson/step`. */
export const numbersOf = (columns: readonly ShownColumn[]): ReadonlyMap<string, string> =>
  new Map(columns.map(({ column, number }) => [`${column.lesson}/${column.step}`, number]));

/** Minutes that the class still takes for the lessons that are open, by the median of each step; students who are done count nothing. */
export function minutesLeft({ columns, rows, cells, lessons, openUpTo }: BoardView): number {
  const last = openUpTo === null ? lessons.length - 1 : lessons.findIndex(({ id }) => id === openUpTo);
  const isOpen = new Set(lessons.slice(0, last + 1).map(({ id }) => id));
  const left = rows.map((_, row) =>
    columns.reduce((sum, column, at) => {
      const state = cells[row]?.[at]?.state;
      const over = !isOpen.has(column.lesson) || state === 'passed' || state === 'excused';
      return over ? sum : sum + column.medianMinutes;
    }, 0),
  );
  const sorted = left.sort((a, b) => a - b);
  // The slowest tenth of a class is helped or given up on: the others' end is what can be planned by.
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * 0.9) - 1)] ?? 0);
}
