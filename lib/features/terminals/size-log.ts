import type { TerminalSize } from '@/lib/shared/realtime';

/** Which size a terminal had when it wrote which of its last output: output that moves the cursor means something in that size alone. */
export interface SizeLog {
  /** From byte `afterSeq` on the terminal has this size. */
  record(afterSeq: number, cols: number, rows: number): void;
  /** The size at byte `startSeq`, where one is known, and those that followed, in order. */
  since(startSeq: number): TerminalSize[];
}

/** Of a window that is dragged while a program writes, the last so many sizes are kept. */
const maxSizes = 256;

/** @param first what the program was started with, when that is known */
export function createSizeLog(first: { cols: number; rows: number } | null): SizeLog {
  let sizes: TerminalSize[] = first ? [{ afterSeq: 0, ...first }] : [];
  return {
    record(afterSeq, cols, rows) {
      // Nothing was written in the size before: it never mattered.
      if (sizes.at(-1)?.afterSeq === afterSeq) sizes.pop();
      sizes = [...sizes.slice(1 - maxSizes), { afterSeq, cols, rows }];
    },
    since(startSeq) {
      const next = sizes.findIndex((size) => size.afterSeq > startSeq);
      // The one before it is in force there; without a later one, the last is.
      return sizes
        .slice(Math.max(0, (next < 0 ? sizes.length : next) - 1))
        .map((size) => ({ ...size, afterSeq: Math.max(size.afterSeq, startSeq) }));
    },
  };
}
