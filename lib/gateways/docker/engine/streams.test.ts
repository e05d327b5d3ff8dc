import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { LogLine } from '@/lib/shared/containers';
import { forEachJsonLine, jsonLines, logBytes, logLineMaxBytes, logLines } from './streams';

const at = (n: number) => `2026-11-27T23:41:00.01${n}249264Z `;

/** A frame as `GET /containers/ID/logs` sends it of a container without a terminal. */
function frame(text: string | Buffer, output: 1 | 2 | 3 = 1): Buffer {
  const head = Buffer.alloc(8);
  head[0] = output;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text as string)]);
}

async function read(chunks: Buffer[], tty: boolean): Promise<LogLine[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: LogLine[] = [];
  for await (const line of logLines(stream(), tty)) lines.push(line);
  return lines;
}

/** Every byte apart: no border between chunks means anything. */
const bytewise = (data: Buffer): Buffer[] => Array.from(data, (byte) => Buffer.from([byte]));

test('a line that Docker wrote in pieces is one line, with the time of its beginning', async () => {
  const pieces = [`${at(1)}${'1'.repeat(16_384)}`, `${at(2)}${'2'.repeat(16_384)}`, `${at(3)}333\n`];
  const whole = `${'1'.repeat(16_384)}${'2'.repeat(16_384)}333`;
  const framed = [...pieces.map((piece) => frame(piece)), frame(`${at(4)}next\n`)];
  const expected = [
    { stream: 'stdout', at: '2026-11-27T23:41:00.011Z', text: whole },
    { stream: 'stdout', at: '2026-11-27T23:41:00.014Z', text: 'next' },
  ];
  expect(await read(framed, false)).toEqual(expected);
  expect(await read([Buffer.from(`${pieces.join('')}${at(4)}next\r\n`)], true)).toEqual(expected);
});

test('a log as it is has no frames, and all that is between them, wherever the bytes are cut', async () => {
  const said = [`${at(1)}one\n`, '', Buffer.from([0, 1, 255, 10]), `${at(2)}둘`];
  const framed = Buffer.concat(said.map((part, index) => frame(part, index % 2 === 0 ? 1 : 2)));
  const whole = Buffer.concat(said.map((part) => Buffer.from(part as string)));
  const pieces = async (chunks: Buffer[], tty: boolean): Promise<Buffer[]> => {
    const read: Buffer[] = [];
    for await (const piece of logBytes(Readable.from(chunks), tty)) read.push(piece);
    return read;
  };
  for (const chunks of [[framed], bytewise(framed), [framed.subarray(0, 11), framed.subarray(11)]])
    expect(Buffer.concat(await pieces(chunks, false)).equals(whole)).toBe(true);
  expect(await pieces([whole], true)).toEqual([whole]);
  await expect(pieces([framed, frame('error from daemon in stream', 3)], false)).rejects.toThrow('to its end');
});

test('outputs are kept apart, short and empty lines too, wherever the bytes are cut', async () => {
  const framed = Buffer.concat([
    frame(`${at(1)}out\n`),
    frame(`${at(2)}err`, 2),
    frame(`${at(3)}\n`),
    frame(`${at(4)} more\n`, 2),
    frame(`${at(5)}가나다\n`),
    frame(`${at(6)}end`),
  ]);
  const expected = [
    ['stdout', 'out'],
    ['stdout', ''],
    ['stderr', 'err more'],
    ['stdout', '가나다'],
    ['stdout', 'end'],
  ];
  expect((await read([framed], false)).map((l) => [l.stream, l.text])).toEqual(expected);
  expect((await read(bytewise(framed), false)).map((l) => [l.stream, l.text])).toEqual(expected);
  const tty = Buffer.from(`${at(1)}one\r\n${at(2)}\r\n${at(3)}2026-11-27T23:41:00Z own time\r\n`);
  expect((await read(bytewise(tty), true)).map((l) => l.text)).toEqual(['one', '', '2026-11-27T23:41:00Z own time']);
});

test.each([
  ['a line', `${at(1)}text\n`],
  ['a carriage return', `${at(1)}text\r\n`],
  ['two of them', `${at(1)}text\r\r\n`],
  ['no text', `${at(1)}\n`],
  ['no text and a carriage return', `${at(1)}\r\n`],
  ['neither text nor the space before it', `${at(1).trim()}\n`],
  ['a time with a zone', '2026-11-27T23:41:00.5+09:00 text\n'],
  ['no time', 'text\n'],
  ['no bytes but the newline', '\n'],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from(at(1)), Buffer.from([0xff, 0xec, 10])])],
])('a line that comes whole is read as one that comes byte by byte: %s', async (_what, given) => {
  const lines = [Buffer.from(given), Buffer.from(`${at(2)}next\n`)];
  const expected = await read(bytewise(Buffer.concat(lines)), true);
  expect(expected).toHaveLength(2);
  expect(await read(lines, true)).toEqual(expected);
  expect(
    await read(
      lines.map((line) => frame(line)),
      false,
    ),
  ).toEqual(expected);
});

test('of a very long line the beginning and the time are kept, and what is missing is counted', async () => {
  expect(logLineMaxBytes).toBe(262_144);
  const framed = Array.from({ length: 61 }, (_, i) => frame(`${at(i % 10)}${'x'.repeat(16_384)}`));
  const [line, next] = await read([...framed, frame(`${at(1)}\n`), frame(`${at(2)}next\n`)], false);
  expect(line).toMatchObject({ at: '2026-11-27T23:41:00.010Z', cutBytes: 61 * 16_384 - logLineMaxBytes });
  expect(line?.text).toHaveLength(logLineMaxBytes);
  expect(next).toEqual({ stream: 'stdout', at: '2026-11-27T23:41:00.012Z', text: 'next' });
  const [tty] = await read([Buffer.from(framed.map((f) => f.subarray(8).toString()).join(''))], true);
  expect(tty?.cutBytes).toBe(61 * 16_384 - logLineMaxBytes);
});

test('a line of JSON over 256 KiB is given up, so that no node fills the memory, and the next ones are read', async () => {
  const piece = 'x'.repeat(64 * 1024);
  async function* stream() {
    yield '{"long":"';
    for (let n = 0; n < 5; n++) yield piece;
    yield '"}\n{"short":1}\n';
    yield `{"fits":"${piece}"}\n`;
  }
  const read: string[][] = [];
  for await (const value of jsonLines(stream())) read.push(Object.keys(value));
  expect(read).toEqual([['short'], ['fits']]);
});

test('of lines of JSON only objects are told', async () => {
  async function* stream() {
    yield Buffer.from('null\n[]\n[{}]\n7\n"x"\n<html>\n{"a":1}\n');
  }
  const told: unknown[] = [];
  for await (const value of jsonLines(stream())) told.push(value);
  expect(told).toEqual([{ a: 1 }]);
});

test('of a stream that tells much every object is taken in its order, wherever the bytes are cut, and what is left at the end', async () => {
  const bytes = Buffer.from('{"n":1}\r\n{"둘":2}\n\n{"n":3}');
  for (const chunks of [[bytes], bytewise(bytes), [bytes.subarray(0, 12), bytes.subarray(12)]]) {
    const told: unknown[] = [];
    await forEachJsonLine(Readable.from(chunks), (line) => told.push(line));
    expect(told).toEqual([{ n: 1 }, { 둘: 2 }, { n: 3 }]);
  }
});

test('who throws at an object is told no further one, and a stream that breaks off says so', async () => {
  const told: unknown[] = [];
  const stream = Readable.from([Buffer.from('{"n":1}\n{"n":2}\n'), Buffer.from('{"n":3}\n')]);
  const thrown = new Error('enough');
  const reading = forEachJsonLine(stream, (line) => {
    told.push(line);
    if (line.n === 2) throw thrown;
  });
  await expect(reading).rejects.toBe(thrown);
  expect(told).toEqual([{ n: 1 }, { n: 2 }]);
  expect(stream.destroyed).toBe(true);

  const broken = new Readable({ read() {} });
  const waiting = forEachJsonLine(broken, () => {});
  broken.destroy();
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
});
