import type { Ctx } from '@/lib/core/runtime';

/**
 * Ends the program of one of the actor's own terminals.
 * @throws AppError `terminal_not_found`, `terminal_closed`
 */
export async function closeTerminal(ctx: Ctx, input: { id: string }): Promise<void> {
  const terminal = ctx.terminals.get(ctx.actor.id, input.id);
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: 'terminal.close',
    target: terminal.containerId ? `container:${terminal.nodeId}/${terminal.containerId}` : `node:${terminal.nodeId}`,
    outcome: 'allowed',
    address: ctx.address,
  });
  ctx.terminals.close(ctx.actor.id, input.id);
}
