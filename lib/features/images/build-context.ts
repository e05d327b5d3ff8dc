import { Transform, type TransformCallback } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import { contextMaxBytes, contextMaxEntries } from '@/lib/shared/builds';

const block = 512;
/** Of a name in a header of its own; PATH_MAX (limits.h) and some. */
const metaMaxBytes = 64 * 1024;
/** Files, hard and symbolic links, folders (POSIX pax, ustar `typeflag`). Devices and pipes have no place in an image's context. */
const allowed: ReadonlySet<string> = new Set(['', '0', '1', '2', '5', '7']);

/** What one entry says of itself, its own header and those before it together. */
interface Entry {
  type: string;
  name: string;
  link: string;
  size: number;
}

/**
 * Lets the context of a build through that stays within itself, as it comes: each entry of the tar archive is read before it is sent on, and
 * nothing of a wrong one is. A name may neither be absolute nor lead out by `..`, nor through a link of the same archive; neither may a hard
 * link. A symbolic link may point anywhere: that is a part of an image, and Docker follows it within the context alone.
 * Ends with AppError `build_context_invalid`, `build_context_unsafe` or `build_context_too_large`.
 */
export function guardContext({ maxBytes = contextMaxBytes, maxEntries = contextMaxEntries } = {}): Transform {
  return new ContextGuard(maxBytes, maxEntries);
}

class ContextGuard extends Transform {
  readonly #maxBytes: number;
  readonly #maxEntries: number;
  readonly #links = new Set<string>();
  #bytes = 0;
  #entries = 0;
  /** Of a header, or of a name in a header of its own: what has come so far. */
  #held = Buffer.alloc(0);
  /** Bytes of an entry that are still to come. */
  #rest = 0;
  /** Headers that speak of the entry after them: they go on with it. */
  #before: Buffer[] = [];
  #said: Partial<Entry> = {};
  #meta: { type: string; size: number } | null = null;
  #isOver = false;

  constructor(maxBytes: number, maxEntries: number) {
    super();
    this.#maxBytes = maxBytes;
    this.#maxEntries = maxEntries;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#maxBytes) throw new AppError('build_context_too_large');
      this.#take(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    const isWhole = this.#entries > 0 && this.#rest === 0 && this.#held.length === 0 && this.#before.length === 0;
    done(isWhole ? null : new AppError('build_context_invalid'));
  }

  #take(chunk: Buffer): void {
    let left = chunk;
    while (left.length > 0 && !this.#isOver) {
      if (this.#rest > 0) {
        const part = left.subarray(0, this.#rest);
        this.push(part);
        this.#rest -= part.length;
        left = left.subarray(part.length);
        continue;
      }
      const wanted = this.#meta ? padded(this.#meta.size) : block;
      const part = left.subarray(0, wanted - this.#held.length);
      this.#held = Buffer.concat([this.#held, part]);
      left = left.subarray(part.length);
      if (this.#held.length < wanted) return;
      const whole = this.#held;
      this.#held = Buffer.alloc(0);
      if (this.#meta) this.#takeMeta(whole, this.#meta);
      else this.#takeHeader(whole);
    }
    // Behind the end of an archive stands nothing that Docker reads.
    if (this.#isOver) this.push(left);
  }

  #takeHeader(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      // The end. What was said of an entry that never came is no archive.
      if (this.#before.length > 0) throw new AppError('build_context_invalid');
      this.#isOver = true;
      this.push(header);
      return;
    }
    if (!sumFits(header)) throw new AppError('build_context_invalid');
    const type = header.toString('latin1', 156, 157).replace('\0', '');
    const size = sizeIn(header);
    if ('xgLK'.includes(type) && type !== '') {
      if (size > metaMaxBytes) throw new AppError('build_context_invalid');
      this.#before.push(header);
      if (this.#before.length > 8) throw new AppError('build_context_invalid');
      if (size > 0) this.#meta = { type, size };
      return;
    }
    this.#takeEntry(header, { type, size, name: nameIn(header), link: textIn(header, 157, 100), ...this.#said });
  }

  #takeMeta(bytes: Buffer, { type, size }: { type: string; size: number }): void {
    this.#meta = null;
    this.#before.push(bytes);
    if (this.#before.length > 8) throw new AppError('build_context_invalid');
    const text = bytes.subarray(0, size).toString();
    if (type === 'L') this.#said.name = upToNul(text);
    if (type === 'K') this.#said.link = upToNul(text);
    if (type === 'L' || type === 'K') return;
    const records = paxRecords(bytes.subarray(0, size));
    // For all entries that follow: no archiver names one so.
    if (type === 'g' && ['path', 'linkpath', 'size'].some((key) => records.has(key))) throw new AppError('build_context_invalid');
    if (type === 'g') return;
    // Files with holes, in the ways of GNU tar: what their names and sizes are stands elsewhere.
    if ([...records.keys()].some((key) => key.startsWith('GNU.sparse'))) throw new AppError('build_context_invalid');
    const [name, link, length] = [records.get('path'), records.get('linkpath'), records.get('size')];
    if (name !== undefined) this.#said.name = name;
    if (link !== undefined) this.#said.link = link;
    if (length !== undefined) this.#said.size = sizeOf(/^\d{1,16}$/.test(length) ? Number(length) : -1);
  }

  #takeEntry(header: Buffer, { type, name, link, size }: Entry): void {
    if (++this.#entries > this.#maxEntries) throw new AppError('build_context_too_large');
    const path = partsWithin(name);
    if (path === null || !allowed.has(type)) throw unsafe(name);
    if (type === '1' && partsWithin(link) === null) throw unsafe(link);
    const way = type === '1' ? [path, partsWithin(link) ?? []] : [path];
    for (const parts of way)
      for (let depth = 1; depth < parts.length; depth++) if (this.#links.has(parts.slice(0, depth).join('/'))) throw unsafe(name);
    if (type === '2') this.#links.add(path.join('/'));
    else this.#links.delete(path.join('/'));
    for (const part of this.#before) this.push(part);
    this.push(header);
    this.#before = [];
    this.#said = {};
    // Links and folders have no bytes, whatever their size says.
    this.#rest = type === '1' || type === '2' || type === '5' ? 0 : padded(size);
  }
}

const padded = (size: number): number => Math.ceil(size / block) * block;
const upToNul = (text: string): string => text.split('\0', 1)[0] as string;
const textIn = (header: Buffer, at: number, length: number): string => upToNul(header.toString('utf8', at, at + length));
const unsafe = (name: string): AppError => new AppError('build_context_unsafe', { detail: name.slice(0, 200) });

/** The parts of a path below the context's root; null for one that leaves it. */
function partsWithin(name: string): string[] | null {
  if (name === '' || name.startsWith('/') || name.includes('\0')) return null;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : parts;
}

/** Of a name over 100 bytes its beginning stands apart (ustar `prefix`). */
function nameIn(header: Buffer): string {
  const name = textIn(header, 0, 100);
  // GNU's own format has times where others have the prefix.
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? textIn(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function sizeOf(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new AppError('build_context_invalid');
  return size;
}

/** Octal, or from 8 GiB on binary (GNU tar). */
function sizeIn(header: Buffer): number {
  const first = header[124] ?? 0;
  if (first >= 0x80) throw new AppError('build_context_too_large');
  const digits = header
    .toString('latin1', 124, 136)
    .replace(/[\0 ]+$/, '')
    .trim();
  return sizeOf(/^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : -1);
}

/** The sum of the header's bytes, with spaces where the sum itself stands. */
function sumFits(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === Number.parseInt(header.toString('latin1', 148, 156).replace(/[\0 ]/g, ''), 8);
}

/** `27 path=a/long/name\n`: its length in bytes, a name, a value. */
function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at || at + length > bytes.length)
      throw new AppError('build_context_invalid');
    const [, key = '', value = ''] = /^([^=]*)=([\s\S]*)\n$/.exec(bytes.toString('utf8', space + 1, at + length)) ?? [];
    if (key === '') throw new AppError('build_context_invalid');
    records.set(key, value);
    at += length;
  }
  return records;
}
