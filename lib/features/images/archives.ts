import { nodeStreamOf, webStreamOf } from '@/lib/core/bytes/web-stream';
import type { Ctx } from '@/lib/core/runtime';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { LoadedImages } from '@/lib/shared/images';

/**
 * `docker save`: the archive as the node sends it, no faster than it is read. Nothing of it is kept here.
 * @param signal fires when the reader goes away; the node stops then. @throws AppError `image_not_found`
 */
export async function saveImage(
  ctx: Ctx,
  { node: ref, image, signal }: { node: string; image: string; signal: AbortSignal },
): Promise<{ fileName: string; stream: ReadableStream<Uint8Array> }> {
  const node = await getNodeFor(ctx, ref, 'image.save');
  const archive = await (await ctx.fleet.engine(node.id)).images.save(image, signal);
  const fileName = `${image.replace(/^sha256:/, '').replace(/[^A-Za-z0-9._-]+/g, '_')}.tar`;
  return { fileName, stream: webStreamOf(archive) };
}

/**
 * `docker load`: the archive is passed on to the node as fast as it takes it. Nothing of it is kept here.
 * @throws AppError `image_archive_invalid`, `disk_full`, `cancelled` when the sender goes away
 */
export async function loadImages(
  ctx: Ctx,
  { node: ref, archive }: { node: string; archive: ReadableStream<Uint8Array> },
): Promise<LoadedImages> {
  const node = await getNodeFor(ctx, ref, 'image.load');
  const engine = await ctx.fleet.engine(node.id);
  const loaded = await engine.images.load(nodeStreamOf(archive)).finally(() => ctx.fleet.sync(node.id));
  await ctx.audit.did(ctx, 'image.load', `node:${node.id}`, { loaded: loaded.slice(0, 20) });
  return { loaded };
}
