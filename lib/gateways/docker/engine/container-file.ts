import { buffer } from 'node:stream/consumers';
import { AppError } from '@/lib/core/errors';
import { TarReader } from './tar';

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

/**
 * The first entry of a tar stream (POSIX ustar with pax headers, as moby writes it): what `GET /containers/ID/archive` sends of one path.
 * No more of the stream is read than that entry needs. @throws AppError `docker_answer_malformed` when it is no such stream
 */
export async function readFirstEntry(stream: AsyncIterable<Buffer>): Promise<ContainerFile> {
  const reader = new TarReader(stream);
  const head = await reader.next();
  if (!head) throw new AppError('docker_answer_malformed', { detail: 'GET /containers/ID/archive' });
  const { mode, size, mtimeMs } = head;
  const type = head.type === 'file' || head.type === 'directory' || head.type === 'link' ? head.type : 'other';
  const isRead = type === 'file' && size <= fileMaxBytes;
  return { type, mode, size, mtimeMs, content: isRead ? await buffer(reader.content()) : null };
}
