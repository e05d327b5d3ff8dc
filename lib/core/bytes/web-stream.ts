import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

const source = Symbol('source');

/**
 * A stream of Node's as one of the web. Nothing of it is read before somebody does, so whoever can take Node's own finds it by
 * {@link nodeStreamOf}: each piece of a stream of the web costs several promises.
 */
export function webStreamOf(stream: Readable): ReadableStream<Uint8Array> {
  let pieces: AsyncIterator<Uint8Array> | null = null;
  const web = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pieces ??= stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel(reason) {
        stream.destroy(reason instanceof Error ? reason : undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return Object.assign(web, { [source]: stream });
}

/** The stream that {@link webStreamOf} was given, else one that reads this one. It is read once, here or there. */
export function nodeStreamOf(web: ReadableStream<Uint8Array>): Readable {
  return (web as { [source]?: Readable })[source] ?? Readable.fromWeb(web as NodeReadableStream<Uint8Array>);
}
