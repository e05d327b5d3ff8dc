import type { Ctx } from '@/lib/core/runtime';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { List } from '@/lib/shared/common';
import type { DockerEventDto } from '@/lib/shared/docker-events';

/** What happened in a node's Docker, the newest first. @throws AppError why the node cannot be asked, where nothing was heard of it yet */
export async function listEvents(ctx: Ctx, { node: ref }: { node: string }): Promise<List<DockerEventDto>> {
  const node = await getNodeFor(ctx, ref, 'event.read');
  return { items: await ctx.eventLog.of(node.id) };
}
