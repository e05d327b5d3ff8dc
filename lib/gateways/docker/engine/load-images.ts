import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '@/lib/core/errors';
import { answerLimits, clean } from './answer';
import { mapMessage } from './docker-errors';
import { sendBody } from './send-body';
import { jsonLines } from './streams';

/** So many images of one archive are named. */
const loadedMax = 100;
const loadedLine = /^Loaded image(?: ID)?: (.+)$/;

/**
 * `POST /images/load` to its end. The archive is read as fast as the node takes it, and not read on when the node has refused it.
 * @param archive closed afterwards, however it ends
 * @param ready what comes before the call; the archive may break off meanwhile
 * @param signal ends it, also while the node unpacks
 * @returns tags, or ids of images without one. @throws AppError `image_archive_invalid`, `disk_full`, `cancelled` when the archive breaks off
 */
export async function loadArchive(
  docker: Docker,
  archive: Readable,
  ready: () => Promise<void>,
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  const about = { isLoad: true };
  const loaded: string[] = [];
  const load = async (): Promise<void> => {
    await ready();
    const answer = (await docker.loadImage(archive, { quiet: '1', abortSignal: signal })) as NodeJS.ReadableStream &
      AsyncIterable<Buffer>;
    for await (const line of jsonLines(answer)) {
      const problem = (line.errorDetail as { message?: unknown } | null | undefined)?.message ?? line.error;
      if (typeof problem === 'string' && problem !== '') throw mapMessage(problem, about);
      const name = loadedLine.exec(typeof line.stream === 'string' ? line.stream.trim() : '')?.[1];
      if (name !== undefined && loaded.length < loadedMax) loaded.push(clean(name, answerLimits.referenceChars));
    }
  };
  try {
    // A request that is thrown away over SSH ends when the node has answered that, which is not waited for.
    await sendBody(archive, about, () => Promise.race([load(), cancelled(signal)]));
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', { cause: error });
    throw error;
  }
  if (loaded.length === 0) throw new AppError('image_archive_invalid');
  return loaded;
}

function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new AppError('cancelled')), { once: true }),
  );
}
