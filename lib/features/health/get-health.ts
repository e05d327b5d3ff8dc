import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import type { HealthSample } from '@/lib/shared/health';

/** The last samples of a node, the oldest first; as far as this process has been running. @throws AppError `not_found` */
export async function getHealth(ctx: Ctx, { node }: { node: string }): Promise<List<HealthSample>> {
  const row = await getNodeFor(ctx, node, 'node.read');
  return { items: ctx.health.history(row.id) };
}
