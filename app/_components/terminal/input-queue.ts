/** Larger pieces of input wait until the program has taken the one before. */
const pieceBytes = 8 * 1024;
const retryMs = 250;

/** Input as one message carries it. `isAnswer`: the emulator says it, nobody typed it. */
export interface InputPiece {
  data: Uint8Array<ArrayBuffer>;
  isAnswer: boolean;
}

/** How the panel took a piece: `later` means that nothing of it was taken. */
export type Taken = 'taken' | 'later';

/**
 * Input in order. A key goes at once and asks for no answer; a paste goes piece by piece, each after the program has taken
 * the one before, so that a file pasted into `cat` is not lost in a full pipe.
 */
export class InputQueue {
  private queue: InputPiece[] = [];
  private waits = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to what was sent before `clear` are not for now. */
  private round = 0;

  /** @param emit sends one piece; with `taken` when an answer is wanted. */
  constructor(
    private readonly isOpen: () => boolean,
    private readonly emit: (piece: InputPiece, taken?: (how: Taken) => void) => void,
  ) {}

  push(data: Uint8Array, isAnswer = false): void {
    for (let at = 0; at < data.byteLength; at += pieceBytes) this.queue.push({ data: data.slice(at, at + pieceBytes), isAnswer });
    this.pump();
  }

  /** Sends what waits, as far as it may. */
  pump(): void {
    while (this.isOpen() && !this.waits) {
      const piece = this.queue.shift();
      if (!piece) return;
      if (piece.data.byteLength < pieceBytes && this.queue.length === 0) this.emit(piece);
      else this.sendAndWait(piece);
    }
  }

  /** What waits is dropped. */
  clear(): void {
    this.round += 1;
    this.queue = [];
    this.waits = false;
    clearTimeout(this.timer);
  }

  private sendAndWait(piece: InputPiece): void {
    const { round } = this;
    this.waits = true;
    this.emit(piece, (how) => {
      if (round !== this.round) return;
      if (how === 'later') this.queue.unshift(piece);
      if (how === 'later') this.timer = setTimeout(() => this.resume(), retryMs);
      else this.resume();
    });
  }

  private resume(): void {
    this.waits = false;
    this.pump();
  }
}
