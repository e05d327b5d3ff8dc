import { AppError } from '@/lib/errors';
import type { Ctx } from '@/lib/runtime';

/** Nothing is taken from under work that is on its way. @throws AppError `operation_running` that names the nodes */
export async function requireIdle(ctx: Ctx, nodeIds: string[]): Promise<void> {
  const busy = await ctx.db.job.findMany({
    where: { nodeId: { in: nodeIds }, state: { in: ['queued', 'running'] } },
    select: { node: { select: { name: true } } },
  });
  if (busy.length > 0)
    throw new AppError('operation_running', { detail: [...new Set(busy.map(({ node }) => node.name))].join(', ') });
}

export async function audit(ctx: Ctx, action: string, target: string, detail: Record<string, unknown>): Promise<void> {
  const { id: actorId, name: actorName } = ctx.actor;
  await ctx.audit.record({ actorId, actorName, action, target, outcome: 'allowed', detail, address: ctx.address });
}
