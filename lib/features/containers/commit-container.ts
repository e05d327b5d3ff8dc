import type { Ctx } from '@/lib/core/runtime';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { CommitContainer, Committed } from '@/lib/shared/containers';
import { auditContainer, type ContainerRef } from './container-ref';

/**
 * `docker commit`: the image is in the list when this resolves.
 * @throws AppError `container_not_found`, `disk_full`
 */
export async function commitContainer(
  ctx: Ctx,
  { node: ref, container, ...input }: ContainerRef & CommitContainer,
): Promise<Committed> {
  const node = await getNodeFor(ctx, ref, 'container.commit');
  const engine = await ctx.fleet.engine(node.id);
  const id = await engine.containers.commit(container, input).finally(() => ctx.fleet.sync(node.id));
  await auditContainer(ctx, 'container.commit', node.id, container, { image: input.image });
  return { id, image: input.image };
}
