import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';

/** Nothing is taken from under work that is on its way. @throws AppError `operation_running` that names the nodes */
export async function requireIdle(ctx: Ctx, nodeIds: string[]): Promise<void> {
  const busy = await ctx.db.job.findMany({
    where: { nodeId: { in: nodeIds }, state: { in: ['queued', 'running'] } },
    select: { node: { select: { name: true } } },
  });
  if (busy.length > 0)
    throw new AppError('operation_running', { detail: [...new Set(busy.map(({ node }) => node.name))].join(', ') });
}
