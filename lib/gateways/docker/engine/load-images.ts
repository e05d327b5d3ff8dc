import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '@/lib/core/errors';
import { answerLimits, clean } from './answer';
import { mapEngineError, mapMessage } from './docker-errors';
import { jsonLines } from './streams';

/** So many images of one archive are named. */
const loadedMax = 100;
const loadedLine = /^Loaded image(?: ID)?: (.+)$/;

/**
 * `POST /images/load` to its end. The archive is read as fast as the node takes it, and not read on when the node has refused it.
 * @param archive closed afterwards, however it ends
 * @returns tags, or ids of images without one. @throws AppError `image_archive_invalid`, `disk_full`, `cancelled` when the archive breaks off
 */
export async function loadArchive(docker: Docker, archive: Readable): Promise<string[]> {
  let broke = false;
  // Told here: a request that is thrown away over SSH ends when the node has answered that.
  const breaking = new Promise<never>((_resolve, reject) =>
    archive.once('error', (error) => {
      broke = true;
      reject(error);
    }),
  );
  breaking.catch(() => {});
  const about = { isLoad: true };
  const loaded: string[] = [];
  try {
    const answering = docker.loadImage(archive, { quiet: '1' });
    const answer = (await Promise.race([answering, breaking])) as NodeJS.ReadableStream & AsyncIterable<Buffer>;
    for await (const line of jsonLines(answer)) {
      const problem = (line.errorDetail as { message?: unknown } | null | undefined)?.message ?? line.error;
      if (typeof problem === 'string' && problem !== '') throw mapMessage(problem, about);
      const name = loadedLine.exec(typeof line.stream === 'string' ? line.stream.trim() : '')?.[1];
      if (name !== undefined && loaded.length < loadedMax) loaded.push(clean(name, answerLimits.referenceChars));
    }
  } catch (error) {
    if (broke) throw new AppError('cancelled', { cause: error });
    throw mapEngineError(error, about);
  } finally {
    archive.destroy();
  }
  if (loaded.length === 0) throw new AppError('image_archive_invalid');
  return loaded;
}
