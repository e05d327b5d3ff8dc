import { canonicalReference } from '@/lib/gateways/docker/reference';
import { getJob } from '@/lib/features/jobs/get-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import { AppError } from '@/lib/core/errors';
import type { ImageDto, PullImage, RemovedImageDto, TagImage } from '@/lib/shared/images';
import type { JobDto } from '@/lib/shared/jobs';
import { pullOnNode } from './pull-on-node';
import { removeWithTags } from './remove-with-tags';

/** From the live model; asks the node itself only while there is none. @throws AppError why the node cannot answer */
export async function listImages(ctx: Ctx, { node: ref }: { node: string }): Promise<List<ImageDto>> {
  const node = await getNodeFor(ctx, ref, 'image.read');
  const known = ctx.fleet.status(node.id).images;
  return { items: known ?? (await (await ctx.fleet.engine(node.id)).images.list()) };
}

/**
 * Starts a pull as a job. The same image being pulled on the same node already is that job, however its name is written: a double click
 * pulls once.
 */
export async function pullImage(ctx: Ctx, { node: ref, image }: PullImage & { node: string }): Promise<JobDto> {
  const node = await getNodeFor(ctx, ref, 'image.pull');
  const engine = await ctx.fleet.engine(node.id);
  await ctx.audit.did(ctx, 'image.pull', `node:${node.id}`, { image });
  const key = canonicalReference(image);
  const id = await ctx.jobs.start(
    { kind: 'image.pull', nodeId: node.id, createdById: ctx.actor.id, subject: image, input: {}, key },
    async ({ report, signal }) => {
      await pullOnNode(ctx.fleet, { id: node.id, engine }, image, report, signal);
      // Done means that the image is in the list, too.
      await ctx.fleet.sync(node.id);
    },
  );
  return getJob(ctx, { jobId: id });
}

/** `docker tag`. @throws AppError `image_not_found`, `image_reference_invalid` */
export async function tagImage(
  ctx: Ctx,
  { node: ref, image, tag }: TagImage & { node: string; image: string },
): Promise<ImageDto> {
  const node = await getNodeFor(ctx, ref, 'image.tag');
  const { images } = await ctx.fleet.engine(node.id);
  await images.tag(image, tag);
  await ctx.fleet.sync(node.id);
  await ctx.audit.did(ctx, 'image.tag', `node:${node.id}`, { image, tag });
  const { id } = await images.inspect(tag);
  const listed = (ctx.fleet.status(node.id).images ?? (await images.list())).find((one) => one.id === id);
  // Somebody may have removed it meanwhile.
  if (!listed) throw new AppError('image_not_found', { params: { image: tag } });
  return listed;
}

interface Removal {
  node: string;
  /** A tag, or an id. */
  image: string;
  force: boolean;
  /** With all its tags. */
  all: boolean;
}

/** Removes a tag, and the image with its last tag. @throws AppError `image_in_use` without `force`, `image_not_found` */
export async function removeImage(ctx: Ctx, { node: ref, image, force, all }: Removal): Promise<RemovedImageDto> {
  const node = await getNodeFor(ctx, ref, 'image.remove');
  const engine = await ctx.fleet.engine(node.id);
  // Also after a failure: some of its tags may be gone.
  const removed = await (all ? removeWithTags(engine, image, force) : engine.images.remove(image, force)).finally(() =>
    ctx.fleet.sync(node.id),
  );
  await ctx.audit.did(ctx, 'image.remove', `node:${node.id}`, { image, force, ...(all && { all }) });
  return removed;
}
