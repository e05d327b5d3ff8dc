import { getJob } from '@/lib/jobs/list-jobs';
import { getNodeFor } from '@/lib/nodes/get-node-for';
import type { Ctx } from '@/lib/runtime';
import type { List } from '@/lib/shared/common';
import type { ImageDto, PullImage, RemovedImageDto } from '@/lib/shared/docker';
import type { JobDto } from '@/lib/shared/jobs';

/** From the live model; asks the node itself only while there is none. @throws AppError why the node cannot answer */
export async function listImages(ctx: Ctx, { node: ref }: { node: string }): Promise<List<ImageDto>> {
  const node = await getNodeFor(ctx, ref, 'image.read');
  const known = ctx.fleet.status(node.id).images;
  return { items: known ?? (await (await ctx.fleet.engine(node.id)).listImages()) };
}

/** Starts a pull as a job. The same image being pulled on the same node already is that job: a double click pulls once. */
export async function pullImage(ctx: Ctx, { node: ref, image }: PullImage & { node: string }): Promise<JobDto> {
  const node = await getNodeFor(ctx, ref, 'image.pull');
  const engine = await ctx.fleet.engine(node.id);
  const going = await ctx.db.job.findMany({ where: { nodeId: node.id, kind: 'image.pull', state: 'running' } });
  const same = going.find((job) => (JSON.parse(job.input) as { subject?: string }).subject === image);
  if (same) return getJob(ctx, { jobId: same.id });
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: 'image.pull',
    target: `node:${node.id}`,
    outcome: 'allowed',
    detail: { image },
    address: ctx.address,
  });
  const id = await ctx.jobs.start(
    { kind: 'image.pull', nodeId: node.id, createdById: ctx.actor.id, subject: image, input: {} },
    async ({ report, signal }) => {
      await engine.pullImage(image, report, signal);
      // Done means that the image is in the list, too.
      await ctx.fleet.sync(node.id);
    },
  );
  return getJob(ctx, { jobId: id });
}

/** Removes a tag, and the image with its last tag. @throws AppError `image_in_use` without `force`, `image_not_found` */
export async function removeImage(
  ctx: Ctx,
  { node: ref, image, force }: { node: string; image: string; force: boolean },
): Promise<RemovedImageDto> {
  const node = await getNodeFor(ctx, ref, 'image.remove');
  const removed = await (await ctx.fleet.engine(node.id)).removeImage(image, force);
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: 'image.remove',
    target: `node:${node.id}`,
    outcome: 'allowed',
    detail: { image, force },
    address: ctx.address,
  });
  await ctx.fleet.sync(node.id);
  return removed;
}
