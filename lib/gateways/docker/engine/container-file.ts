import { AppError } from '@/lib/core/errors';

/** A file of a container as its archive tells of it. */
export interface ContainerFile {
  type: 'file' | 'directory' | 'link' | 'other';
  /** Permissions, as chmod(1) takes them. */
  mode: number;
  size: number;
  mtimeMs: number;
  /** Of a regular file: its content, at most {@link fileMaxBytes}; null where there is more, or it is no file. */
  content: Buffer | null;
}

/** The most of a file that is read. */
export const fileMaxBytes = 64 * 1024;
/** Headers that stand before the entry itself: pax records, and long names of GNU tar. */
const prefaceMaxBytes = 64 * 1024;
const block = 512;

/**
 * The first entry of a tar stream (POSIX ustar with pax headers, as moby writes it): what `GET /containers/ID/archive` sends of one path.
 * No more of the stream is read than that entry needs. @throws AppError `docker_answer_malformed` when it is no such stream
 */
export async function readFirstEntry(stream: AsyncIterable<Buffer>): Promise<ContainerFile> {
  let held = Buffer.alloc(0);
  const limit = prefaceMaxBytes + fileMaxBytes + 4 * block;
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    const entry = entryOf(held);
    if (entry) return entry;
    if (held.length > limit) break;
  }
  throw new AppError('docker_answer_malformed', { detail: 'GET /containers/ID/archive' });
}

/** @returns null when more of it is needed */
function entryOf(bytes: Buffer): ContainerFile | null {
  let at = 0;
  while (bytes.length >= at + block) {
    const header = bytes.subarray(at, at + block);
    const flag = String.fromCharCode(header[156] ?? 0);
    const size = numberOf(header, 124, 12);
    at += block;
    if ('xgLK'.includes(flag)) {
      if (size > prefaceMaxBytes) break;
      at += Math.ceil(size / block) * block;
      continue;
    }
    const type = flag === '5' ? 'directory' : flag === '2' ? 'link' : flag === '0' || flag === '\0' ? 'file' : 'other';
    const isRead = type === 'file' && size <= fileMaxBytes;
    if (isRead && bytes.length < at + size) return null;
    return {
      type,
      mode: numberOf(header, 100, 8) & 0o7777,
      size: type === 'file' ? size : 0,
      mtimeMs: numberOf(header, 136, 12) * 1000,
      content: isRead ? Buffer.from(bytes.subarray(at, at + size)) : null,
    };
  }
  return null;
}

/** Octal digits, or, where the first bit is set, a number in base 256 (GNU). */
function numberOf(header: Buffer, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if ((field[0] ?? 0) & 0x80) return Number(BigInt(`0x${field.subarray(1).toString('hex')}`));
  return (
    Number.parseInt(
      field
        .toString('latin1')
        .replace(/[\0 ]+$/, '')
        .trim() || '0',
      8,
    ) || 0
  );
}
