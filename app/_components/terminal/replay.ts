import type { TerminalSize } from '@/lib/shared/realtime';

interface Paper {
  write(data: Uint8Array, drawn: () => void): void;
  setSize(cols: number, rows: number): void;
}

interface Piece {
  data: Uint8Array;
  drawn: () => void;
}
/** To write, or to wait for what was written and then do. */
type Step = { write: Piece } | { resize: () => void };

/**
 * Draws old output in the sizes it was written for, then the screen has its own size again. A size takes effect between two
 * bytes, and a screen parses what it is given later: so a size waits until what was written before it is drawn.
 */
export class Replay {
  private steps: Step[] = [];
  private writing = 0;
  private isEnding = false;
  private isOver = false;

  /**
   * @param sizes in order
   * @param endSeq number of the last old byte
   * @param ownSize of the screen, asked when the old output is drawn: its place may have changed meanwhile
   */
  constructor(
    private readonly paper: Paper,
    private sizes: readonly TerminalSize[],
    private readonly endSeq: number,
    private readonly ownSize: () => { cols: number; rows: number },
  ) {}

  /**
   * In the order of its bytes. @param seq number of the last byte of `data` @param drawn called for each part of it with the number of its
   * last byte
   */
  draw(data: Uint8Array, seq: number, drawn: (seq: number) => void): void {
    let rest = data;
    for (let mark = this.sizes[0]; mark && mark.afterSeq < Math.min(seq, this.endSeq); mark = this.sizes[0]) {
      const { cols, rows } = mark;
      this.sizes = this.sizes.slice(1);
      const before = Math.max(0, mark.afterSeq - (seq - rest.byteLength));
      this.add(rest.subarray(0, before), seq - rest.byteLength + before, drawn);
      rest = rest.subarray(before);
      this.steps.push({ resize: () => this.paper.setSize(cols, rows) });
    }
    this.add(rest, seq, drawn);
    if (!this.isEnding && seq >= this.endSeq) {
      this.isEnding = true;
      this.steps.push({ resize: () => this.toOwnSize() });
    }
    this.next();
  }

  /** The rest is not wanted: what waits is dropped, and the screen has its own size. */
  stop(): void {
    this.isOver = true;
    this.steps = [];
    this.toOwnSize();
  }

  private toOwnSize(): void {
    const { cols, rows } = this.ownSize();
    this.paper.setSize(cols, rows);
  }

  private add(data: Uint8Array, seq: number, drawn: (seq: number) => void): void {
    if (data.byteLength > 0) this.steps.push({ write: { data, drawn: () => drawn(seq) } });
  }

  private next(): void {
    for (let step = this.steps[0]; step; step = this.steps[0]) {
      if ('resize' in step && this.writing > 0) return;
      this.steps.shift();
      if ('resize' in step) step.resize();
      else this.write(step.write);
    }
  }

  private write({ data, drawn }: Piece): void {
    this.writing++;
    this.paper.write(new Uint8Array(data), () => {
      this.writing--;
      if (this.isOver) return;
      drawn();
      this.next();
    });
  }
}
