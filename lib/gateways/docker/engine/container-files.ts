import { addAbortSignal, pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { givePiecesAway, givesPiecesAway } from '@/lib/core/bytes/release';
import { AppError, isAppError } from '@/lib/core/errors';
import type { ChannelUse } from '@/lib/gateways/ssh/ssh-connection';
import type { FileType } from '@/lib/shared/container-files';
import { parseAnswer } from './answer';
import { type EngineCalls, slowMs } from './calls';
import { within } from './careful-requests';
import { mapEngineError } from './docker-errors';
import { sendBody } from './send-body';
import { openFirstFile } from './first-file';
import { tarEnd, type TarHead, tarHead, TarReader } from './tar';

/** What stands at a path of a container; a link at its end is not followed. */
export interface PathStat {
  type: FileType;
  mode: number;
  sizeBytes: number;
  mtimeMs: number;
  /** Of a link: where it leads, every link followed within the container. */
  target: string | null;
}

/** The head of a file, and its content as it comes. */
export interface OpenFile {
  head: TarHead;
  content: Readable;
}

/** What was read of a directory by its archive. */
export interface ArchivedDirectory {
  heads: TarHead[];
  isComplete: boolean;
}

/** Without the contents of its files no archive comes: of a larger directory the rest is not looked at. */
const listMaxBytes = 32 * 1024 * 1024;
const listMaxMs = 15_000;

/**
 * Files of containers, running or not, by the calls of `docker cp`: they need no program of the image, see volumes, and neither /proc nor
 * tmpfs. Every path is absolute; Docker follows links within the container. Every method throws AppError.
 */
export class ContainerFiles {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /** @returns null where there is nothing. @throws AppError `container_not_found`, `file_not_directory`, `file_name_too_long` */
  async stat(ref: string, path: string): Promise<PathStat | null> {
    try {
      return await this.#calls.call(
        async (abortSignal) => {
          const answer = await this.#calls.container(ref).infoArchive({ path, abortSignal });
          const response = answer as unknown as IncomingMessage;
          response.resume();
          return presentStat(response.headers['x-docker-container-path-stat']);
        },
        { container: ref, isFile: true },
        slowMs,
      );
    } catch (error) {
      if (!isAppError(error) || (error.code !== 'container_not_found' && error.code !== 'docker_error')) throw error;
      const said = await this.#whyNot(ref, path);
      if (said?.code === 'file_not_found') return null;
      throw said ?? error;
    }
  }

  /** An answer to HEAD has no words, and its 404 may be said of the container or of the path: GET says which. */
  async #whyNot(ref: string, path: string): Promise<AppError | null> {
    const leave = AbortSignal.timeout(slowMs);
    try {
      (await this.#open(ref, path, leave)).destroy();
      return null;
    } catch (error) {
      return isAppError(error) ? error : null;
    }
  }

  /**
   * What lies in a directory, by its archive: what its files contain comes along, so a large one is not read to its end.
   * @throws AppError `file_not_found`
   */
  async list(ref: string, path: string): Promise<ArchivedDirectory> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), listMaxMs);
    const heads: TarHead[] = [];
    try {
      const reader = new TarReader(await this.#open(ref, path, limit.signal));
      const own = await reader.next();
      if (own?.type !== 'directory') throw new AppError('file_not_directory', { params: { path } });
      const prefix = own.name.toString('latin1').replace(/\/*$/, '/');
      while (reader.takenBytes < listMaxBytes) {
        const head = await reader.next();
        if (!head) return { heads, isComplete: true };
        const name = head.name.toString('latin1').replace(/\/$/, '');
        const isBelow = name.startsWith(prefix) && !name.slice(prefix.length).includes('/');
        if (isBelow) heads.push({ ...head, name: Buffer.from(name.slice(prefix.length), 'latin1') });
      }
      return { heads, isComplete: false };
    } catch (error) {
      if (limit.signal.aborted && heads.length > 0) return { heads, isComplete: false };
      if (limit.signal.aborted) throw new AppError('node_deadline', { detail: `${listMaxMs / 1000} s`, cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
      limit.abort();
    }
  }

  /**
   * A regular file, no link followed. Nothing of it is held here: it comes as fast as `content` is read.
   * @param signal ends it, also while it is read
   * @param use `archive` for all of it, over a channel that is as wide as it needs
   * @throws AppError `file_not_found`, `file_not_regular`, `cancelled`
   */
  async open(ref: string, path: string, signal: AbortSignal, use: ChannelUse = 'other'): Promise<OpenFile> {
    const archive = await this.#open(ref, path, signal, use);
    try {
      const file = await openFirstFile(archive);
      if (!file) throw new AppError('file_not_regular', { params: { path } });
      return file;
    } catch (error) {
      archive.destroy();
      throw error;
    }
  }

  /** A directory, or a file, as the tar archive that `docker cp CONTAINER:PATH -` prints. @throws AppError as {@link open} */
  archive(ref: string, path: string, signal: AbortSignal): Promise<Readable> {
    return this.#open(ref, path, signal, 'archive');
  }

  /**
   * Writes a regular file into a directory; what has its name is replaced, unless that is a directory.
   * @param content of as many bytes as `file.size`, read as fast as the node takes it; closed afterwards. What had come of one that breaks
   *   off stays in the container.
   * @throws AppError `file_not_found` without the directory, `file_read_only`, `file_mounted`, `file_not_regular`, `disk_full`, `cancelled`
   */
  async write(
    ref: string,
    directory: string,
    file: Parameters<typeof tarHead>[0],
    content: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const body = archiveOf(file, content);
    const options = { path: directory, noOverwriteDirNonDir: '1' };
    await sendBody(body, { container: ref, isFile: true }, async () => {
      await this.#calls.negotiate();
      return this.#calls.container(ref).putArchive(body, options);
    });
  }

  async #open(ref: string, path: string, signal: AbortSignal, use: ChannelUse = 'other'): Promise<Readable> {
    await this.#calls.negotiate();
    const docker = use === 'archive' ? this.#calls.archives : this.#calls.docker;
    try {
      const container = docker.getContainer(encodeURIComponent(ref));
      const archive = (await within(signal, () => container.getArchive({ path }))) as unknown as Readable;
      return addAbortSignal(signal, archive);
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled', { cause: error });
      throw mapEngineError(error, { container: ref, isFile: true });
    }
  }
}

/** The archive of one file. It breaks off with what its content breaks off with, or `invalid_input` where that is not as long as its head says. */
function archiveOf(file: Parameters<typeof tarHead>[0], content: AsyncIterable<Uint8Array>): Readable {
  const source = content instanceof Readable ? content : Readable.from(content, { objectMode: false });
  const archive = new ArchiveOfOne(file);
  pipeline(source, archive, () => {});
  return givesPiecesAway(source) ? givePiecesAway(archive) : archive;
}

class ArchiveOfOne extends Transform {
  readonly #size: number;
  #left: number;

  constructor(file: Parameters<typeof tarHead>[0]) {
    super();
    this.#size = file.size;
    this.#left = file.size;
    this.push(tarHead(file));
  }

  override _transform(piece: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#left -= piece.length;
    if (this.#left < 0) done(otherLength());
    else done(null, piece);
  }

  override _flush(done: TransformCallback): void {
    if (this.#left > 0) done(otherLength());
    else done(null, tarEnd(this.#size));
  }
}

const otherLength = (): AppError =>
  new AppError('invalid_input', { fieldErrors: [{ path: 'sizeBytes', message: 'otherLength' }] });

const statAnswer = z.object({
  size: z.number().min(0).catch(0),
  mode: z.number().int().min(0),
  mtime: z
    .string()
    .transform((text) => Date.parse(text) || 0)
    .catch(0),
  linkTarget: z.string().catch(''),
});

/** Kinds of files as Go's io/fs tells them in a mode: bits from 31 down, `dalTLDpSugct?`. */
const goTypes: Array<[number, FileType]> = [
  [31, 'directory'],
  [27, 'link'],
  [26, 'device'],
  [25, 'pipe'],
  [24, 'socket'],
];

/** The header `X-Docker-Container-Path-Stat`: JSON in base64. @throws AppError `docker_answer_malformed` */
export function presentStat(header: string | string[] | undefined): PathStat {
  const what = 'HEAD /containers/ID/archive';
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(String(header), 'base64').toString());
  } catch {
    throw new AppError('docker_answer_malformed', { detail: what });
  }
  const { size, mode, mtime, linkTarget } = parseAnswer(statAnswer, given, what);
  const has = (bit: number): boolean => Math.floor(mode / 2 ** bit) % 2 === 1;
  const type = goTypes.find(([bit]) => has(bit))?.[1] ?? 'file';
  const special = (has(23) ? 0o4000 : 0) + (has(22) ? 0o2000 : 0) + (has(20) ? 0o1000 : 0);
  return {
    type,
    mode: special + (mode % 0o1000),
    sizeBytes: type === 'file' ? size : 0,
    mtimeMs: mtime,
    target: type === 'link' && linkTarget !== '' ? linkTarget : null,
  };
}
