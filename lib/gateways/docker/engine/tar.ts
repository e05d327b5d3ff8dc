import { AppError } from '@/lib/core/errors';

/** What an entry of a tar archive is. */
type TarType = 'file' | 'directory' | 'link' | 'hardlink' | 'device' | 'pipe' | 'other';

/** The head of one entry (POSIX.1-2024 pax, ustar, and the long names and numbers of GNU tar). Its time has whole seconds. */
export interface TarHead {
  /** Bytes: a name of Linux need not be text. */
  name: Buffer;
  type: TarType;
  /** Permissions, as chmod(1) takes them. */
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of content behind it. */
  size: number;
  mtimeMs: number;
  /** Of a link. */
  target: Buffer | null;
}

const block = 512;
/** Headers that stand before the entry itself: pax records, and long names of GNU tar. */
const prefaceMaxBytes = 64 * 1024;
const types: Record<string, TarType> = {
  ...{ '0': 'file', '\0': 'file', '7': 'file', '1': 'hardlink', '2': 'link' },
  ...{ '3': 'device', '4': 'device', '5': 'directory', '6': 'pipe' },
};

/** Reads a tar stream entry by entry, and holds no more of it than a head or one piece of content. */
export class TarReader {
  /** Bytes that were taken from the stream so far. */
  takenBytes = 0;
  readonly #stream: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #left = 0;
  #padding = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#stream = stream[Symbol.asyncIterator]();
  }

  /** The next entry, past what is unread of the one before; null at the end. @throws AppError `docker_answer_malformed` */
  async next(): Promise<TarHead | null> {
    await this.#skip(this.#left + this.#padding);
    this.#left = this.#padding = 0;
    const pax = new Map<string, Buffer>();
    for (;;) {
      const header = await this.#read(block);
      if (header === null || header.every((byte) => byte === 0)) return null;
      const flag = String.fromCharCode(header[156] ?? 0);
      const size = numberOf(header, 124, 12);
      if (!'xgLK'.includes(flag)) return this.#headOf(header, flag, size, pax);
      if (size > prefaceMaxBytes) throw malformed();
      const bytes = await this.#read(size);
      if (bytes === null) throw malformed();
      await this.#skip(padding(size));
      if (flag === 'x') readPax(bytes, pax);
      if (flag === 'L' || flag === 'K') pax.set(flag === 'L' ? 'path' : 'linkpath', untilZero(bytes));
    }
  }

  /** What is unread of the current entry, piece by piece. @throws AppError `docker_answer_malformed` when the stream ends within it */
  async *content(): AsyncGenerator<Buffer> {
    while (this.#left > 0) {
      if (this.#held.length === 0 && !(await this.#more())) throw malformed();
      const piece = this.#held.subarray(0, this.#left);
      this.#held = this.#held.subarray(piece.length);
      this.#left -= piece.length;
      yield piece;
    }
  }

  /** What was read of the stream and belongs to no head so far; it is read no further here. */
  takeHeld(): Buffer {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held;
  }

  #headOf(header: Buffer, flag: string, size: number, pax: Map<string, Buffer>): TarHead {
    const number = (key: string): number | null => {
      const value = Number(pax.get(key)?.toString('latin1') ?? Number.NaN);
      return Number.isFinite(value) ? value : null;
    };
    const type = types[flag] ?? 'other';
    const [prefix, short] = [untilZero(header.subarray(345, 500)), untilZero(header.subarray(0, 100))];
    const isUstar = header.subarray(257, 263).toString('latin1') === 'ustar\0';
    const plain = isUstar && prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), short]) : short;
    this.#left = type === 'file' ? (number('size') ?? size) : 0;
    this.#padding = padding(this.#left);
    return {
      name: pax.get('path') ?? plain,
      type,
      mode: numberOf(header, 100, 8) & 0o7777,
      uid: number('uid') ?? numberOf(header, 108, 8),
      gid: number('gid') ?? numberOf(header, 116, 8),
      size: this.#left,
      mtimeMs: numberOf(header, 136, 12) * 1000,
      target: type === 'link' || type === 'hardlink' ? (pax.get('linkpath') ?? untilZero(header.subarray(157, 257))) : null,
    };
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#stream.next();
    if (done) return false;
    this.takenBytes += value.length;
    this.#held = value;
    return true;
  }

  /** @returns null at the end of the stream */
  async #read(bytes: number): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    for (let missing = bytes; missing > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) {
        if (pieces.length > 0) throw malformed();
        return null;
      }
      const piece = this.#held.subarray(0, missing);
      this.#held = this.#held.subarray(piece.length);
      missing -= piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async #skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw malformed();
      const piece = Math.min(left, this.#held.length);
      this.#held = this.#held.subarray(piece);
      left -= piece;
    }
  }
}

const padding = (size: number): number => (block - (size % block)) % block;
const malformed = () => new AppError('docker_answer_malformed', { detail: 'GET /containers/ID/archive' });

function untilZero(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end));
}

/** Records `LENGTH KEY=VALUE\n`, the length in bytes and of all of it. */
function readPax(bytes: Buffer, into: Map<string, Buffer>): void {
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(bytes.subarray(at, space).toString('latin1'));
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length) throw malformed();
    const record = bytes.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(61);
    if (equals > 0) into.set(record.subarray(0, equals).toString('latin1'), Buffer.from(record.subarray(equals + 1)));
    at += length;
  }
}

/** Octal digits, or, where the first bit is set, a number in base 256 (GNU). */
function numberOf(header: Buffer, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if ((field[0] ?? 0) & 0x80) return Number(BigInt(`0x${field.subarray(1).toString('hex')}`));
  const digits = field.toString('latin1').replace(/[\0 ]+$/, '');
  return Number.parseInt(digits.trim() || '0', 8) || 0;
}

/** What stands before the content of one regular file in an archive; {@link tarEnd} stands behind it. */
export function tarHead(file: Pick<TarHead, 'mode' | 'uid' | 'gid' | 'size' | 'mtimeMs'> & { name: string }): Buffer {
  const name = Buffer.from(file.name);
  const records = Buffer.concat([
    ...(name.length > 100 || !/^[\x20-\x7e]*$/.test(file.name) ? [paxRecord('path', name)] : []),
    ...(file.size > 0o77777777777 ? [paxRecord('size', Buffer.from(String(file.size)))] : []),
    ...(file.uid > 0o7777777 ? [paxRecord('uid', Buffer.from(String(file.uid)))] : []),
    ...(file.gid > 0o7777777 ? [paxRecord('gid', Buffer.from(String(file.gid)))] : []),
  ]);
  const head = header('0', name, file);
  if (records.length === 0) return head;
  const own = header('x', Buffer.from('pax'), { mode: 0o644, uid: 0, gid: 0, size: records.length, mtimeMs: 0 });
  return Buffer.concat([own, records, Buffer.alloc(padding(records.length)), head]);
}

/** What stands behind the content of the last file of an archive. @param size of that content */
export const tarEnd = (size: number): Buffer => Buffer.alloc(padding(size) + 2 * block);

function header(
  flag: string,
  name: Buffer,
  { mode, uid, gid, size, mtimeMs }: Omit<TarHead, 'name' | 'type' | 'target'>,
): Buffer {
  const bytes = Buffer.alloc(block);
  name.copy(bytes, 0, 0, 100);
  // A number that does not fit is in a pax record.
  const octal = (value: number, at: number, digits: number) =>
    bytes.write((value < 8 ** digits ? value : 0).toString(8).padStart(digits, '0'), at, 'latin1');
  octal(mode, 100, 7);
  octal(uid, 108, 7);
  octal(gid, 116, 7);
  octal(size, 124, 11);
  octal(Math.max(0, Math.floor(mtimeMs / 1000)), 136, 11);
  bytes.write(`${' '.repeat(8)}${flag}`, 148, 'latin1');
  bytes.write('ustar\x0000', 257, 'latin1');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
