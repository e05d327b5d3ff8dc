import type { LessonBlock, LessonInline } from '@/lib/shared/courses';

/** What a `:measure` asks, as its attributes say. */
export type Measured = Record<string, string>;

/** The same for the same question, in whatever order its attributes stand. */
export const measureKey = (of: Measured): string =>
  JSON.stringify(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Every different measure of a text, in the order in which it is read. */
export function measuresOf(blocks: readonly LessonBlock[]): Measured[] {
  const found = new Map<string, Measured>();
  const inLine = (pieces: readonly LessonInline[]): void => {
    for (const piece of pieces) {
      if (piece.t === 'measure') found.set(measureKey(piece.of), piece.of);
      else if ('c' in piece) inLine(piece.c);
    }
  };
  const inBlocks = (list: readonly LessonBlock[]): void => {
    for (const block of list) {
      if (block.t === 'p' || block.t === 'heading') inLine(block.c);
      else if (block.t === 'quote' || block.t === 'note') inBlocks(block.c);
      else if (block.t === 'list') for (const item of block.items) inBlocks(item);
      else if (block.t === 'table') for (const cell of [...block.head, ...block.rows.flat()]) inLine(cell);
    }
  };
  inBlocks(blocks);
  return [...found.values()];
}
