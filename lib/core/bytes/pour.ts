import { finished, type Readable, type Writable } from 'node:stream';
import { givesPiecesAway, release } from './release';
import { watcherOf } from './watch-transfer';

/** How much is written at once, in bytes. Node's own pieces have 64 KiB at most, an answer's over SSH half of 32. */
export const pieceBytes = 256 * 1024;
/** One is filled while the other is written. */
const pieces = 2;

/**
 * Writes all of `source` to `sink` and ends it, as fast as both go, in pieces of {@link pieceBytes} while the sink is the slower one. What
 * was read is copied into two buffers that are filled again and again, so the length of a transfer costs no memory. Whichever breaks
 * off takes the other with it.
 * @param sink has done with what was written when it calls back
 * @param done once, when both are over
 */
export function pour(source: Readable, sink: Writable, done: (error?: Error | null) => void): void {
  new Pouring(source, sink, done);
}

class Pouring {
  readonly #source: Readable;
  readonly #sink: Writable;
  readonly #isOurs: boolean;
  readonly #watcher: ReturnType<typeof watcherOf>;
  readonly #free: Buffer[] = [];
  #made = 0;
  #filling: Buffer | null = null;
  #filled = 0;
  #writing = 0;
  /** Read, and from here on there is no room for it. */
  #rest: { piece: Uint8Array; at: number } | null = null;
  #ended = false;
  #over = false;
  #flushes = false;

  constructor(source: Readable, sink: Writable, done: (error?: Error | null) => void) {
    this.#source = source;
    this.#sink = sink;
    this.#isOurs = givesPiecesAway(source);
    this.#watcher = watcherOf(source);
    if (this.#watcher) this.#watcher.isPoured = true;
    const end = (error?: Error | null): void => {
      if (this.#over) return;
      this.#over = true;
      if (error) {
        source.destroy(error);
        sink.destroy(error);
      }
      this.#watcher?.over(error);
      done(error);
    };
    const { cut } = this.#watcher ?? {};
    cut?.addEventListener('abort', () => end(cut.reason as Error), { once: true });
    finished(source, { writable: false }, (error) => {
      if (error) return end(error);
      this.#ended = true;
      this.#flush();
    });
    finished(sink, { readable: false }, (error) => {
      // A sink that is answered before it has it all takes no more.
      if (!this.#ended) source.destroy();
      end(error);
    });
    source.on('data', (piece: Uint8Array | string) => this.#take(typeof piece === 'string' ? Buffer.from(piece) : piece, 0));
  }

  #take(piece: Uint8Array, from: number): void {
    for (let at = from; at < piece.length; ) {
      const into = this.#room();
      if (into === null) {
        this.#rest = { piece, at };
        this.#source.pause();
        return;
      }
      const part = piece.subarray(at, at + pieceBytes - this.#filled);
      into.set(part, this.#filled);
      at += part.length;
      this.#filled += part.length;
      if (this.#filled === pieceBytes) this.#write();
    }
    if (this.#isOurs) release(piece);
    if (this.#flushes) return;
    // What comes in the same turn of the event loop goes together.
    this.#flushes = true;
    setImmediate(() => {
      this.#flushes = false;
      if (this.#writing === 0) this.#flush();
    });
  }

  #room(): Buffer | null {
    if (this.#filling !== null) return this.#filling;
    let next = this.#free.pop() ?? null;
    if (next === null && this.#made < pieces) {
      this.#made += 1;
      next = Buffer.allocUnsafeSlow(pieceBytes);
    }
    this.#filling = next;
    this.#filled = 0;
    return next;
  }

  #flush(): void {
    if (this.#over) return;
    if (this.#filling !== null && this.#filled > 0) this.#write();
    if (this.#ended && this.#writing === 0 && this.#rest === null) this.#sink.end();
  }

  #write(): void {
    const piece = this.#filling as Buffer;
    this.#filling = null;
    const bytes = this.#filled;
    this.#writing += 1;
    this.#sink.write(bytes === pieceBytes ? piece : piece.subarray(0, bytes), (error) => {
      this.#writing -= 1;
      if (error || this.#over) return;
      this.#watcher?.moved(bytes);
      this.#free.push(piece);
      const rest = this.#rest;
      this.#rest = null;
      if (rest !== null) {
        this.#take(rest.piece, rest.at);
        if (this.#rest === null) this.#source.resume();
      }
      if (this.#writing === 0) this.#flush();
    });
  }
}
