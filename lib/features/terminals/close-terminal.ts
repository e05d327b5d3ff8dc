import type { Ctx } from '@/lib/core/runtime';

/**
 * Ends the program of one of the actor's own terminals.
 * @throws AppError `terminal_not_found`, `terminal_closed`
 */
export async function closeTerminal(ctx: Ctx, input: { id: string }): Promise<void> {
  const terminal = ctx.terminals.get(ctx.actor.id, input.id);
  await ctx.audit.did(
    ctx,
    'terminal.close',
    terminal.containerId ? `container:${terminal.nodeId}/${terminal.containerId}` : `node:${terminal.nodeId}`,
  );
  ctx.terminals.close(ctx.actor.id, input.id);
}
