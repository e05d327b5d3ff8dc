import { finished, type Readable } from 'node:stream';

const watcher = Symbol('hears of its transfer');

/** Who hears how far a stream has come that is poured. */
interface Watcher {
  /** So many more bytes are through. */
  moved(bytes: number): void;
  over(error?: Error | null): void;
  isPoured: boolean;
  /** Ends it, with all that is still on its way. */
  cut: AbortSignal | undefined;
}

/**
 * Hears how far a stream has come. Costs the stream nothing: whoever pours it tells what its sink has done with, a piece at a time.
 * @param onBytes how many are through by now
 * @param cut ends it for both sides, also when the stream has been read and its sink takes no more
 * @returns when all of it is through; of a stream that nobody pours, when it has been read
 * @throws Error what ended it before
 */
export function watchTransfer(stream: Readable, onBytes: (bytes: number) => void, cut?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let through = 0;
    const heard: Watcher = {
      isPoured: false,
      cut,
      moved(bytes) {
        through += bytes;
        onBytes(through);
      },
      over: (error) => (error ? reject(error) : resolve()),
    };
    finished(stream, { writable: false }, (error) => {
      // What was read may still be on its way into the sink.
      if (error || !heard.isPoured) heard.over(error);
    });
    cut?.addEventListener('abort', () => heard.over(cut.reason as Error), { once: true });
    Object.assign(stream, { [watcher]: heard });
  });
}

export const watcherOf = (stream: Readable): Watcher | undefined => (stream as { [watcher]?: Watcher })[watcher];
