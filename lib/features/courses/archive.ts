import { crc32, inflateRawSync } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';
import { AppError, isAppError } from '@/lib/core/errors';
import { isSafePath } from './check-files';
import { courseLimits } from './schema';

/** How much an archive may hold once it is unpacked. */
export interface ArchiveLimits {
  bytes: number;
  files: number;
  /** Folders that count although their name begins with a dot. */
  keeps?: ReadonlySet<string>;
}
/** Room for names beside what the files themselves may have. */
const roomForNames = 512 * 1024;

/** One file in an archive, as its central directory says (APPNOTE.TXT of PKWARE, 4.3.12). */
interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Where its local header begins. */
  offset: number;
}

const refuse = (detail: string): never => {
  throw new AppError('course_invalid', { detail });
};

/** A zip of a course's files: the same bytes for the same files. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  // Zip counts years from 1980 in the computer's own time zone.
  const zippable: Zippable = Object.fromEntries(sorted.map(([name, bytes]) => [name, [bytes, { mtime: new Date(1980, 0, 1) }]]));
  return zipSync(zippable, { level: 6 });
}

/**
 * The files of a zip by their paths. Nothing is written anywhere, and no more is unpacked than a course may have, whatever the archive says
 * of itself. A single folder around everything is taken off; what systems add (`__MACOSX`, names with a dot) is left out.
 * @throws AppError course_invalid for a link, a path that leads out, too much, or an archive that is broken
 */
export function unpackFiles(zip: Uint8Array, limits: ArchiveLimits = courseLimits): Map<string, Uint8Array> {
  const archiveBytes = limits.bytes + roomForNames;
  if (zip.length > archiveBytes) refuse(`The archive has ${zip.length} bytes; at most ${archiveBytes}.`);
  const view = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  try {
    const entries = readEntries(view).filter(({ name }) => !isOfSystem(name, limits.keeps));
    if (entries.length > limits.files) refuse(`The archive has ${entries.length} files; at most ${limits.files}.`);
    const size = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (size > limits.bytes) refuse(`The archive unpacks to ${size} bytes; at most ${limits.bytes}.`);
    return withoutFolder(new Map(entries.map((entry) => [entry.name, unpackEntry(view, entry)])));
  } catch (error) {
    if (isAppError(error)) throw error;
    // Offsets that lead outside of the archive, names that are not UTF-8.
    throw new AppError('course_invalid', { detail: 'The file is no zip archive, or it is damaged.', cause: error });
  }
}

const isOfSystem = (name: string, keeps?: ReadonlySet<string>): boolean =>
  name.split('/').some((part) => (part.startsWith('.') && !keeps?.has(part)) || part === '__MACOSX');

/** The list at the end of the archive, directories left out. fflate does not say what kind of file an entry is, so links need this. */
function readEntries(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) return refuse('The file is no zip archive.');
  const entries: Entry[] = [];
  const names = new Set<string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) refuse('The list of files in the archive is damaged.');
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = new TextDecoder('utf-8', { fatal: true }).decode(zip.subarray(at + 46, nameEnd));
    const kind = (zip.readUInt16LE(at + 40) & 0o170000) >>> 0;
    const isDirectory = name.endsWith('/');
    if (!isSafePath(isDirectory ? name.slice(0, -1) : name))
      refuse(`The archive holds a path that leads out of it: ${JSON.stringify(name)}.`);
    if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) refuse(`${name} is a link or a device. A course holds files only.`);
    if (names.has(name)) refuse(`The archive holds ${name} twice.`);
    names.add(name);
    const flags = zip.readUInt16LE(at + 8);
    if ((flags & 1) !== 0) refuse(`${name} is encrypted.`);
    const method = zip.readUInt16LE(at + 10);
    const facts = { crc: zip.readUInt32LE(at + 16), packed: zip.readUInt32LE(at + 20), size: zip.readUInt32LE(at + 24) };
    if (!isDirectory) entries.push({ name, method, ...facts, offset: zip.readUInt32LE(at + 42) });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** zlib of Node stops at a length; fflate would go on through all of what an archive that lies about its sizes holds. */
function unpackEntry(zip: Buffer, { name, method, crc, packed, size, offset }: Entry): Uint8Array {
  if (zip.readUInt32LE(offset) !== 0x04034b50) refuse(`${name} is damaged.`);
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const data = zip.subarray(start, start + packed);
  let bytes: Uint8Array;
  if (method === 0) bytes = new Uint8Array(data);
  else if (method === 8) bytes = new Uint8Array(inflateRawSync(data, { maxOutputLength: Math.max(size, 1) }));
  else return refuse(`${name} is packed in a way that is not read (method ${method}).`);
  if (bytes.length !== size || crc32(bytes) !== crc) refuse(`${name} is damaged.`);
  return bytes;
}

/** People pack the folder of a course as often as what is in it. */
function withoutFolder(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  const [folder] = [...files.keys()].map((name) => name.slice(0, name.indexOf('/') + 1));
  if (files.has('course.yaml') || !folder || ![...files.keys()].every((name) => name.startsWith(folder))) return files;
  return new Map([...files].map(([name, bytes]) => [name.slice(folder.length), bytes]));
}
