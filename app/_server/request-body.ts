import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { givePiecesAway } from '@/lib/core/bytes/release';

/**
 * The body of a request as it comes, no faster than it is read. Closing it does not close the connection, over which the answer is still to go;
 * a sender that goes away breaks it off, whether somebody reads it or not.
 */
export function bodyOf(incoming: IncomingMessage): Readable {
  return givePiecesAway(new RequestBody(incoming));
}

class RequestBody extends Readable {
  readonly #incoming: IncomingMessage;
  #isRead = false;

  constructor(incoming: IncomingMessage) {
    super();
    this.#incoming = incoming;
    // Unheard it would end the process: nobody may have begun to read.
    this.on('error', () => {});
    incoming.once('end', () => this.push(null));
    incoming.once('error', (error) => this.destroy(error));
    incoming.once('close', () => {
      if (!incoming.readableEnded) this.destroy(new Error('The sender went away.'));
    });
  }

  override _read(): void {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#incoming.on('data', this.#take);
    }
    this.#incoming.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#incoming.removeListener('data', this.#take);
    this.#incoming.pause();
    done(error);
  }

  readonly #take = (piece: Buffer): void => {
    if (!this.push(piece)) this.#incoming.pause();
  };
}
