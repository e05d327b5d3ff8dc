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
 * @returns tags, or ids of images without one. @throws AppError `image_archive_invalid`, `disk_full`, `cancelled` when the archive breaks off
 */
export async function loadArchive(docker: Docker, archive: Readable, ready: () => Promise<void>): Promise<string[]> {
  const about = { isLoad: true };
  const loaded: string[] = [];
  await sendBody(archive, about, async () => {
    await ready();
    const answer = (await docker.loadImage(archive, { quiet: '1' })) as NodeJS.ReadableStream & AsyncIterable<Buffer>;
    for await (const line of jsonLines(answer)) {
      const problem = (line.errorDetail as { message?: unknown } | null | undefined)?.message ?? line.error;
      if (typeof problem === 'string' && problem !== '') throw mapMessage(problem, about);
      const name = loadedLine.exec(typeof line.stream === 'string' ? line.stream.trim() : '')?.[1];
      if (name !== undefined && loaded.length < loadedMax) loaded.push(clean(name, answerLimits.referenceChars));
    }
  });
  if (loaded.length === 0) throw new AppError('image_archive_invalid');
  return loaded;
}
