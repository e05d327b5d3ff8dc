import type { Readable } from 'node:stream';
import { watchTransfer } from '@/lib/core/bytes/watch-transfer';
import { nodeStreamOf, webStreamOf } from '@/lib/core/bytes/web-stream';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { runAsJob } from '@/lib/features/jobs/run-as-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { LoadedImages, LoadImages } from '@/lib/shared/images';

/**
 * `docker save` as a job: the archive as the node sends it, no faster than it is read. Nothing of it is kept here. The job ends with the
 * download (decision 059).
 * @param signal fires when the reader goes away; the node stops then. @throws AppError `image_not_found`, `cancelled`
 */
export async function saveImage(
  ctx: Ctx,
  { node: ref, image, signal }: { node: string; image: string; signal: AbortSignal },
): Promise<{ fileName: string; stream: ReadableStream<Uint8Array> }> {
  const node = await getNodeFor(ctx, ref, 'image.save');
  const engine = await ctx.fleet.engine(node.id);
  const begun = Promise.withResolvers<Readable>();
  begun.promise.catch(() => {});
  const job = { kind: 'image.save', nodeId: node.id, createdById: ctx.actor.id, subject: image, input: {} } as const;
  await ctx.jobs.start(job, async ({ report, signal: cancelled }) => {
    try {
      const archive = await engine.images.save(image, AbortSignal.any([signal, cancelled]));
      const tell = (bytes: number): void => report({ kind: 'archive', bytes, totalBytes: null, loaded: [] });
      const through = watchTransfer(archive, tell, cancelled);
      begun.resolve(archive);
      await through;
    } catch (error) {
      const cause = whyNotSaved(error, signal, cancelled);
      begun.reject(cause);
      throw cause;
    }
  });
  const fileName = `${image.replace(/^sha256:/, '').replace(/[^A-Za-z0-9._-]+/g, '_')}.tar`;
  const archive = await begun.promise;
  try {
    await ctx.audit.did(ctx, 'image.save', `image:${node.id}/${image}`);
  } catch (error) {
    // Nobody gets it unseen, and the node does not wait for a reader that will not come.
    archive.destroy();
    throw error;
  }
  return { fileName, stream: webStreamOf(archive) };
}

function whyNotSaved(error: unknown, left: AbortSignal, cancelled: AbortSignal): AppError {
  if (cancelled.aborted) return new AppError('cancelled', { cause: error });
  if (left.aborted) return new AppError('receiver_gone', { cause: error });
  // An archive that breaks off in the middle.
  return isAppError(error) ? error : new AppError('node_lost', { cause: error });
}

/**
 * `docker load` as a job: the archive is passed on to the node as fast as it takes it. Nothing of it is kept here, so the job fails when its
 * sender goes away.
 * @throws AppError `image_archive_invalid`, `disk_full`, `sender_gone`, `cancelled`
 */
export async function loadImages(
  ctx: Ctx,
  { node: ref, archive, name, sizeBytes }: LoadImages & { node: string; archive: ReadableStream<Uint8Array> },
): Promise<LoadedImages> {
  const node = await getNodeFor(ctx, ref, 'image.load');
  const engine = await ctx.fleet.engine(node.id);
  return runAsJob(ctx, { kind: 'image.load', nodeId: node.id, subject: name }, async ({ report, signal }) => {
    const body = nodeStreamOf(archive);
    let bytes = 0;
    const tell = (loaded: string[]): void => report({ kind: 'archive', bytes, totalBytes: sizeBytes ?? null, loaded });
    const onBytes = (through: number): void => {
      bytes = through;
      tell([]);
    };
    // How it ended is told by the load itself.
    watchTransfer(body, onBytes).catch(() => {});
    try {
      const loaded = await engine.images.load(body, signal).finally(() => ctx.fleet.sync(node.id));
      tell(loaded);
      await ctx.audit.did(ctx, 'image.load', `node:${node.id}`, { loaded: loaded.slice(0, 20) });
      return { loaded };
    } catch (error) {
      const isLeft = isAppError(error) && error.code === 'cancelled' && !signal.aborted;
      throw isLeft ? new AppError('sender_gone', { cause: error }) : error;
    }
  });
}
