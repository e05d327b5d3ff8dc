import { once } from 'node:events';
import { Readable } from 'node:stream';
import { givePiecesAway, givesPiecesAway } from '@/lib/core/bytes/release';
import { AppError } from '@/lib/core/errors';
import { type TarHead, TarReader } from './tar';

/**
 * The file that an archive begins with (`GET /containers/ID/archive` of a file): its head, and its content as it comes, which may be of any
 * length and is passed on without a promise for each piece. The archive is closed with it.
 * @returns null where it begins with something else. @throws AppError `docker_answer_malformed`
 */
export async function openFirstFile(archive: Readable): Promise<{ head: TarHead; content: Readable } | null> {
  const reader = new TarReader(piecesOf(archive));
  const head = await reader.next();
  if (head?.type !== 'file') return null;
  const content = new FileContent(archive, reader.takeHeld(), head.size);
  return { head, content: givesPiecesAway(archive) ? givePiecesAway(content) : content };
}

/** Read one by one, not by 'data' and not by an iterator: whoever takes the stream over finds it as one that nobody reads. */
async function* piecesOf(stream: Readable): AsyncGenerator<Buffer> {
  for (;;) {
    const piece = stream.read() as Buffer | null;
    if (piece !== null) yield piece;
    else if (stream.errored) throw stream.errored;
    else if (stream.readableEnded || stream.destroyed) return;
    else {
      const leave = new AbortController();
      const { signal } = leave;
      const events = ['readable', 'end', 'close'].map((event) => once(stream, event, { signal }));
      await Promise.race(events).finally(() => leave.abort());
      for (const event of events) event.catch(() => {});
    }
  }
}

class FileContent extends Readable {
  readonly #archive: Readable;
  #held: Buffer | null;
  #left: number;

  /** @param held what was read of the archive already */
  constructor(archive: Readable, held: Buffer, size: number) {
    super();
    this.#archive = archive;
    this.#held = held;
    this.#left = size;
    // Unheard it would end the process: who asks for the head alone does not listen.
    this.on('error', () => {});
    archive.once('error', (error) => this.destroy(error));
    archive.once('close', () => this.#end());
  }

  override _read(): void {
    if (this.#held === null) {
      this.#archive.resume();
      return;
    }
    const held = this.#held;
    this.#held = null;
    this.#archive.on('data', (piece: Buffer) => this.#take(piece));
    this.#archive.once('end', () => this.#end());
    this.#take(held);
    if (this.#archive.readableEnded || this.#archive.destroyed) this.#end();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#archive.destroy();
    done(error);
  }

  #take(piece: Buffer): void {
    const part = piece.length <= this.#left ? piece : piece.subarray(0, this.#left);
    this.#left -= part.length;
    const hasRoom = part.length === 0 || this.push(part);
    if (this.#left === 0) {
      this.push(null);
      this.#archive.destroy();
    } else if (!hasRoom) this.#archive.pause();
  }

  #end(): void {
    if (this.#left > 0 && this.#held === null && !this.destroyed)
      this.destroy(new AppError('docker_answer_malformed', { detail: 'GET /containers/ID/archive' }));
  }
}
