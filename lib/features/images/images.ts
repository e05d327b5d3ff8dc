import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { canonicalReference } from '@/lib/gateways/docker/reference';
import type { Jobs } from '@/lib/features/jobs/jobs';
import { getJob } from '@/lib/features/jobs/get-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import { AppError } from '@/lib/core/errors';
import { type ImageDto, imageNameSchema, type PullImage, type RemovedImageDto, type TagImage } from '@/lib/shared/images';
import type { JobDto } from '@/lib/shared/jobs';
import { signInsOn } from '@/lib/features/registry-sign-ins/find-sign-in';
import { registryHostOf } from '@/lib/shared/registry-host';
import { pullOnNode } from './pull-on-node';
import { removeWithTags } from './remove-with-tags';

/** From the live model; asks the node itself only while there is none. @throws AppError why the node cannot answer */
export async function listImages(ctx: Ctx, { node: ref }: { node: string }): Promise<List<ImageDto>> {
  const node = await getNodeFor(ctx, ref, 'image.read');
  const known = ctx.fleet.status(node.id).images;
  return { items: known ?? (await (await ctx.fleet.engine(node.id)).images.list()) };
}

/** Starts a pull as a job. The same image being pulled on the same node already is that job. */
export function pullImage(ctx: Ctx, { node, image }: PullImage & { node: string }): Promise<JobDto> {
  return startTransfer(ctx, 'image.pull', { node, image }, async ({ id }, { report, signal }) => {
    const signIn = await signInsOn(ctx, id, ctx.actor.id)(registryHostOf(image));
    await pullOnNode(ctx, { id, engine: () => ctx.fleet.engine(id) }, image, report, signal, signIn);
  });
}

/** Starts a push of one tag as a job, likewise. @throws AppError `image_reference_invalid` for what is no `repository[:tag]` */
export function pushImage(ctx: Ctx, { node, image }: { node: string; image: string }): Promise<JobDto> {
  return startTransfer(ctx, 'image.push', { node, image }, async ({ id, engine }, { report, signal }) =>
    engine.images.push(image, report, signal, await signInsOn(ctx, id, ctx.actor.id)(registryHostOf(image))),
  );
}

/**
 * An image on its way from or to a registry, as a job. However its name is written, the same transfer that is under way already is this job: a
 * double click transfers once.
 */
async function startTransfer(
  ctx: Ctx,
  kind: 'image.pull' | 'image.push',
  { node: ref, image }: { node: string; image: string },
  work: (node: { id: string; engine: DockerEngine }, tools: Parameters<Parameters<Jobs['start']>[1]>[0]) => Promise<void>,
): Promise<JobDto> {
  const node = await getNodeFor(ctx, ref, kind);
  if (kind === 'image.push' && !imageNameSchema.safeParse(image).success)
    throw new AppError('image_reference_invalid', { params: { image } });
  const engine = await ctx.fleet.engine(node.id);
  await ctx.audit.did(ctx, kind, `node:${node.id}`, { image });
  const id = await ctx.jobs.start(
    { kind, nodeId: node.id, createdById: ctx.actor.id, subject: image, input: {}, key: canonicalReference(image) },
    async (tools) => {
      await work({ id: node.id, engine }, tools);
      // Done means that the list knows it, too: a pulled image, or the digest that the registry gave it.
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
