import type { Readable } from 'node:stream';

/** Smaller pieces are not worth it. */
const leastBytes = 4 * 1024;

/**
 * Gives the memory of a piece back at once, not at the next collection. V8 counts what buffers hold outside of its heap, and collects the whole
 * heap for each 64 MiB of it: in a large transfer most of the processor's time went there, and so much memory stood beside it.
 * A piece that shares its buffer, as one of Buffer's pool does, is left alone.
 * @param piece nobody else has it; it is empty afterwards
 * @param frameBytes of its buffer that may stand beside it and are nobody's, either
 */
export function release({ buffer, byteLength }: Uint8Array, frameBytes = 0): void {
  if (buffer.byteLength < leastBytes || buffer.byteLength - byteLength > frameBytes) return;
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

const givesAway = Symbol('gives its pieces away');

/** Says of a stream that nobody keeps a piece of it, or its buffer, once it was read: whoever reads it may {@link release} it. */
export function givePiecesAway<T extends Readable>(stream: T): T {
  return Object.assign(stream, { [givesAway]: true });
}

export const givesPiecesAway = (stream: Readable): boolean => givesAway in stream;
