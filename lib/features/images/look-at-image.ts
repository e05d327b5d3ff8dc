import type { Ctx } from '@/lib/core/runtime';
import { findConfigHistory } from '@/lib/features/layers/find-config';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { List } from '@/lib/shared/common';
import type { Inspected } from '@/lib/shared/docker-inspect';
import type { ImageDetailDto, ImageHistoryRow } from '@/lib/shared/images';
import { imageHistory } from './image-history';

interface ImageOfNode {
  node: string;
  /** An id or a reference. */
  image: string;
}

/** Its configuration, and who uses it. @throws AppError `image_not_found` */
export async function getImage(ctx: Ctx, { node: ref, image }: ImageOfNode): Promise<ImageDetailDto> {
  const node = await getNodeFor(ctx, ref, 'image.read');
  const engine = await ctx.fleet.engine(node.id);
  const { createdMs, ...overview } = await engine.images.overview(image);
  const containers = ctx.fleet.status(node.id).containers ?? (await engine.containers.list());
  return {
    ...overview,
    config: overview,
    createdAt: createdMs === null ? null : new Date(createdMs).toISOString(),
    usedBy: containers
      .filter((container) => container.imageId === overview.id)
      .map((container) => ({ id: container.id, name: container.name, isRunning: container.state === 'running' })),
  };
}

/** How it was made, the newest row first. @throws AppError `image_not_found` */
export async function getImageHistory(ctx: Ctx, { node: ref, image }: ImageOfNode): Promise<List<ImageHistoryRow>> {
  const node = await getNodeFor(ctx, ref, 'image.read');
  const engine = await ctx.fleet.engine(node.id);
  const detail = await engine.images.inspect(image);
  const facts = ctx.fleet.status(node.id).docker ?? (await engine.system.facts());
  const config = await findConfigHistory(await ctx.fleet.files(node.id), facts, detail.id, detail.diffIds);
  return { items: imageHistory(detail, config) };
}

/** As Docker answers it. @throws AppError `image_not_found` */
export async function inspectImage(ctx: Ctx, { node: ref, image }: ImageOfNode): Promise<Inspected> {
  const node = await getNodeFor(ctx, ref, 'image.read');
  return (await ctx.fleet.engine(node.id)).images.inspectAll(image);
}
