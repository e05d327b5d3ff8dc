import type { LogLine } from '@/lib/shared/docker';

const lineMaxBytes = 256 * 1024;

/** Lines of a byte stream, without their newline. A line over 256 KiB is cut there: a node may send anything. */
export async function* lines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, typeof chunk === 'string' ? Buffer.from(chunk) : chunk]);
    let end = rest.indexOf(10);
    while (end >= 0) {
      yield rest.subarray(0, end).toString('utf8').replace(/\r$/, '');
      rest = rest.subarray(end + 1);
      end = rest.indexOf(10);
    }
    if (rest.length > lineMaxBytes) {
      yield rest.toString('utf8');
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

/** One JSON value per line, as `/events` and `/images/create` send them; what is no JSON is passed over. */
export async function* jsonLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Record<string, unknown>> {
  for await (const line of lines(stream)) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) yield value as Record<string, unknown>;
    } catch {
      // Half a line of a broken stream, or a node that talks nonsense: the stream's own end says how it went.
    }
  }
}

/**
 * A container's log as lines. Without a terminal Docker frames it: one byte stream (1 out, 2 err), three zero bytes, a 32-bit length
 * (Engine API, "Attach to a container", stream format).
 */
export async function* logLines(stream: AsyncIterable<Buffer>, tty: boolean): AsyncGenerator<LogLine> {
  if (tty) {
    for await (const line of lines(stream)) yield parseLogLine('stdout', line);
    return;
  }
  const rest = { stdout: '', stderr: '' };
  for await (const { name, text } of frames(stream)) {
    const parts = (rest[name] + text).split('\n');
    rest[name] = (parts.pop() ?? '').slice(-lineMaxBytes);
    for (const part of parts) yield parseLogLine(name, part.replace(/\r$/, ''));
  }
  for (const name of ['stdout', 'stderr'] as const) if (rest[name]) yield parseLogLine(name, rest[name]);
}

async function* frames(stream: AsyncIterable<Buffer>): AsyncGenerator<{ name: 'stdout' | 'stderr'; text: string }> {
  let pending = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 8) {
      const length = pending.readUInt32BE(4);
      if (length > 16 * 1024 * 1024) return;
      if (pending.length < 8 + length) break;
      yield { name: pending[0] === 2 ? 'stderr' : 'stdout', text: pending.subarray(8, 8 + length).toString('utf8') };
      pending = pending.subarray(8 + length);
    }
  }
}

/** With `timestamps=1` a line begins with RFC 3339 nanoseconds and a space. */
function parseLogLine(stream: 'stdout' | 'stderr', line: string): LogLine {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d) ?/.exec(line);
  if (!match) return { stream, at: null, text: line };
  const at = new Date(`${match[1]}${(match[2] ?? '').slice(0, 4)}${match[3]}`).toISOString();
  return { stream, at, text: line.slice(match[0].length) };
}
