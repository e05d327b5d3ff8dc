import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { LogLine } from '@/lib/shared/containers';

const lineMaxBytes = 256 * 1024;

/** Splits a byte stream into lines, without their newline. A line over 256 KiB is cut there: a node may send anything. */
class LineSplitter {
  #rest: Buffer | null = null;

  /** @returns the lines that are whole with this chunk */
  take(chunk: Buffer | string): string[] {
    const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let rest = this.#rest === null ? data : Buffer.concat([this.#rest, data]);
    const whole: string[] = [];
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      whole.push(rest.toString('utf8', 0, rest[end - 1] === 13 ? end - 1 : end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > lineMaxBytes) whole.push(...this.#cut(rest));
    else this.#rest = rest.length > 0 ? rest : null;
    return whole;
  }

  /** @returns what is left at the end of the stream */
  end(): string[] {
    return this.#rest === null ? [] : this.#cut(this.#rest);
  }

  #cut(rest: Buffer): string[] {
    this.#rest = null;
    return [rest.toString('utf8')];
  }
}

/** One JSON object per line, as `/events` and `/images/create` send them; what is none is passed over. */
export async function* jsonLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Record<string, unknown>> {
  const lines = new LineSplitter();
  for await (const chunk of stream) yield* objectsOf(lines.take(chunk));
  yield* objectsOf(lines.end());
}

/**
 * The same of a stream that tells much, without a wait for each: `each` is called with every object.
 * @throws what `each` throws, which ends the stream, or how the stream failed
 */
export async function forEachJsonLine(stream: Readable, each: (line: Record<string, unknown>) => void): Promise<void> {
  const lines = new LineSplitter();
  const take = (whole: readonly string[]): void => {
    for (const line of objectsOf(whole)) each(line);
  };
  const onData = (chunk: Buffer | string): void => {
    try {
      take(lines.take(chunk));
    } catch (error) {
      // What was read already may still be told of after the end.
      stream.off('data', onData);
      stream.destroy(error as Error);
    }
  };
  stream.on('data', onData);
  await finished(stream, { writable: false });
  take(lines.end());
}

function* objectsOf(lines: readonly string[]): Generator<Record<string, unknown>> {
  for (const line of lines) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield value as Record<string, unknown>;
    } catch {
      // Half a line of a broken stream, or a node that talks nonsense: the stream's own end says how it went.
    }
  }
}

/** The most bytes of one line of a log that are kept; the rest is counted. */
export const logLineMaxBytes = 256 * 1024;
/** json-file and local write a longer line in pieces of this size, each with a time of its own (moby daemon/logger/copier.go). */
const pieceBytes = 16 * 1024;
const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d) ?/;
/** Which output, three zero bytes, a length. */
const frameHeadBytes = 8;
/** No output, but what went wrong on the way (moby pkg/stdcopy, `Systemerr`). */
const failed = 3;
/** More than a time and its space need (RFC 3339 with nanoseconds and an offset). */
const stampBytes = 40;

/**
 * A container's log as lines. Without a terminal Docker frames it: one byte stream (1 out, 2 err), three zero bytes, a 32-bit length
 * (Engine API, "Attach to a container", stream format). A line over 16 KiB comes in pieces, each of them with its time: they are one
 * line (moby/moby#37681). Of a line over {@link logLineMaxBytes} its beginning is kept, and how much is missing is told.
 * @returns the lines of each chunk together
 */
export async function* logBatches(stream: AsyncIterable<Buffer>, tty: boolean): AsyncGenerator<LogLine[]> {
  const outputs = { stdout: new LineOfLog('stdout', tty ? pieceBytes : undefined), stderr: new LineOfLog('stderr') };
  for await (const part of tty ? wholes(stream) : frames(stream)) {
    const batch: LogLine[] = [];
    for (const { name, data } of part) {
      if (!tty) outputs[name].beginPiece();
      batch.push(...outputs[name].take(data));
    }
    if (batch.length > 0) yield batch;
  }
  const last = [...outputs.stdout.end(), ...outputs.stderr.end()];
  if (last.length > 0) yield last;
}

/** The same, line by line. */
export async function* logLines(stream: AsyncIterable<Buffer>, tty: boolean): AsyncGenerator<LogLine> {
  for await (const batch of logBatches(stream, tty)) yield* batch;
}

/**
 * A container's log as it is, both outputs in their order: without the frames that Docker puts around it where there is no terminal.
 * @returns the bytes of each chunk together. @throws Error where Docker says that it could not go on
 */
export async function* logBytes(stream: AsyncIterable<Buffer>, tty: boolean): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  let left = 0;
  for await (const chunk of stream) {
    const parts: Buffer[] = tty ? [chunk] : [];
    for (let rest = chunk; !tty && rest.length > 0; ) {
      if (left > 0) {
        parts.push(rest.subarray(0, left));
        rest = rest.subarray(left);
        left -= parts.at(-1)?.length ?? 0;
        continue;
      }
      const missing = frameHeadBytes - head.length;
      head = Buffer.concat([head, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (head.length < frameHeadBytes) continue;
      if (head[0] === failed) throw new Error('Docker could not read the log to its end');
      left = head.readUInt32BE(4);
      head = Buffer.alloc(0);
    }
    if (parts.length > 0) yield Buffer.concat(parts);
  }
}

/** The line of one output that is not over yet. */
class LineOfLog {
  readonly #stream: LogLine['stream'];
  readonly #pieceBytes: number;
  /** Bytes of the piece that is being read, until its time is known. */
  #head = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #kept = 0;
  #cut = 0;
  /** Bytes of the piece so far, without its time; null before the time was read. */
  #piece: number | null = null;
  #at: string | null = null;
  #begun = false;

  /** @param pieceBytes where the pieces of a long line can be told by their size alone */
  constructor(stream: LogLine['stream'], pieceBytes = Number.POSITIVE_INFINITY) {
    this.#stream = stream;
    this.#pieceBytes = pieceBytes;
  }

  /** What comes now begins with a time of its own. */
  beginPiece(): void {
    if (this.#head.length > 0) this.#add(Buffer.alloc(0), true);
    this.#piece = null;
  }

  *take(data: Buffer): Generator<LogLine> {
    const whole = this.#wholeLine(data);
    if (whole) return yield whole;
    let rest = data;
    while (rest.length > 0) {
      const newline = rest.indexOf(10);
      const part = newline < 0 ? rest : rest.subarray(0, newline);
      this.#add(part, newline >= 0);
      if (newline < 0) return;
      yield this.#line();
      rest = rest.subarray(newline + 1);
    }
  }

  *end(): Generator<LogLine> {
    this.#add(Buffer.alloc(0), true);
    if (this.#begun) yield this.#line();
  }

  /** Nearly all lines come so: one with its time, and nothing before or after it. Read without a copy of its bytes. */
  #wholeLine(data: Buffer): LogLine | null {
    const isAtBegin = !this.#begun && this.#piece === null && this.#head.length === 0;
    if (!isAtBegin || data.length > this.#pieceBytes || data.indexOf(10) !== data.length - 1) return null;
    const match = stamp.exec(data.toString('latin1', 0, stampBytes));
    if (!match) return null;
    const end = data.length - (data[data.length - 2] === 13 ? 2 : 1);
    return {
      stream: this.#stream,
      at: timeOf(match),
      text: data.toString('utf8', match[0].length, Math.max(end, match[0].length)),
    };
  }

  #add(data: Buffer, isWhole: boolean): void {
    let rest = data;
    if (rest.length > 0) this.#begun = true;
    for (;;) {
      if (this.#piece === null) {
        this.#head = Buffer.concat([this.#head, rest]);
        if (this.#head.length < stampBytes && !isWhole) return;
        const match = stamp.exec(this.#head.subarray(0, stampBytes).toString('latin1'));
        this.#at ??= match ? timeOf(match) : null;
        rest = this.#head.subarray(match?.[0].length ?? 0);
        this.#head = Buffer.alloc(0);
        this.#piece = 0;
      }
      const room = this.#pieceBytes - this.#piece;
      this.#keep(rest.subarray(0, room));
      this.#piece += Math.min(rest.length, room);
      rest = rest.subarray(room);
      if (rest.length === 0) return;
      // What follows a full piece without a newline begins with a time again.
      this.#piece = null;
    }
  }

  #keep(data: Buffer): void {
    const kept = data.subarray(0, logLineMaxBytes - this.#kept);
    if (kept.length > 0) this.#parts.push(Buffer.from(kept));
    this.#kept += kept.length;
    this.#cut += data.length - kept.length;
  }

  #line(): LogLine {
    const text = Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '');
    const line = { stream: this.#stream, at: this.#at, text, ...(this.#cut > 0 && { cutBytes: this.#cut }) };
    this.#head = Buffer.alloc(0);
    this.#parts = [];
    this.#kept = 0;
    this.#cut = 0;
    this.#piece = null;
    this.#at = null;
    this.#begun = false;
    return line;
  }
}

/** Of a time as Docker writes it the milliseconds; null for what only looks like one. */
function timeOf(match: RegExpExecArray): string | null {
  const at = Date.parse(`${match[1]}${(match[2] ?? '').slice(0, 4)}${match[3]}`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

interface Frame {
  name: LogLine['stream'];
  data: Buffer;
}

/** With a terminal there are no frames: all of it is standard output. */
async function* wholes(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame[]> {
  for await (const chunk of stream) yield [{ name: 'stdout', data: Buffer.from(chunk) }];
}

/** The frames that are whole with each chunk. */
async function* frames(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame[]> {
  let pending = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = Buffer.concat([pending, chunk]);
    const whole: Frame[] = [];
    while (pending.length >= frameHeadBytes) {
      const length = pending.readUInt32BE(4);
      if (length > 16 * 1024 * 1024) {
        yield whole;
        return;
      }
      if (pending.length < frameHeadBytes + length) break;
      whole.push({
        name: pending[0] === 2 ? 'stderr' : 'stdout',
        data: pending.subarray(frameHeadBytes, frameHeadBytes + length),
      });
      pending = pending.subarray(frameHeadBytes + length);
    }
    yield whole;
  }
}
