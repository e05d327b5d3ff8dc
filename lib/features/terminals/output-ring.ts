/**
 * The last bytes of one terminal's output, each with a number: the first byte a terminal ever wrote is number 1. A browser
 * that says "I have everything up to N" gets exactly what came after N, so nothing is lost and nothing is doubled.
 */
export interface OutputRing {
  /** Number of the last byte written, 0 before the first. */
  readonly lastSeq: number;
  /** Number of the oldest byte still here, minus one: `after(startSeq)` is everything that is left. */
  readonly startSeq: number;
  write(data: Uint8Array): void;
  /**
   * What comes after byte number `seq`, as a copy: everything, or at most `maxBytes`. Numbers outside what was written are brought inside.
   * @returns `startSeq`, the number before the first byte of `data`; greater than `seq` when the ring has lost some.
   */
  after(seq: number, maxBytes?: number): { startSeq: number; data: Buffer };
}

const firstCapacityBytes = 4 * 1024;
const maxBytesEver = Number.POSITIVE_INFINITY;

/**
 * @param maxBytes the most that is kept. Memory grows with what was written, so that a quiet terminal costs little.
 */
export function createOutputRing(maxBytes: number): OutputRing {
  let storage = Buffer.alloc(Math.min(firstCapacityBytes, maxBytes));
  let lastSeq = 0;
  let kept = 0;

  function grow(needed: number): void {
    let capacity = storage.length;
    while (capacity < needed && capacity < maxBytes) capacity = Math.min(capacity * 2, maxBytes);
    if (capacity === storage.length) return;
    const grown = Buffer.alloc(capacity);
    // Byte number n lies at (n - 1) modulo the capacity, so what is kept is laid out anew.
    const old = read(lastSeq - kept);
    storage = grown;
    place(lastSeq - kept, old);
  }

  function place(fromSeq: number, data: Uint8Array): void {
    const at = fromSeq % storage.length;
    const first = Math.min(data.length, storage.length - at);
    storage.set(data.subarray(0, first), at);
    if (first < data.length) storage.set(data.subarray(first), 0);
  }

  function read(fromSeq: number, length = lastSeq - fromSeq): Buffer {
    const at = fromSeq % storage.length;
    const first = Math.min(length, storage.length - at);
    const data = Buffer.allocUnsafe(length);
    storage.copy(data, 0, at, at + first);
    if (first < length) storage.copy(data, first, 0, length - first);
    return data;
  }

  return {
    get lastSeq() {
      return lastSeq;
    },
    get startSeq() {
      return lastSeq - kept;
    },
    write(data) {
      if (data.length === 0) return;
      grow(kept + data.length);
      const tail = data.length > storage.length ? data.subarray(data.length - storage.length) : data;
      place(lastSeq + data.length - tail.length, tail);
      lastSeq += data.length;
      kept = Math.min(kept + data.length, storage.length);
    },
    after(seq, maxBytes = maxBytesEver) {
      const startSeq = Math.min(Math.max(seq, lastSeq - kept), lastSeq);
      return { startSeq, data: read(startSeq, Math.min(lastSeq - startSeq, maxBytes)) };
    },
  };
}
