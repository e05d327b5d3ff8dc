import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { TerminalDto } from '@/lib/shared/realtime';

/**
 * The actor's own open terminals, oldest first: on a node, or all of them.
 * @throws AppError `not_found` when the actor may not know the node.
 */
export async function listTerminals(ctx: Ctx, input: { node?: string | undefined }): Promise<TerminalDto[]> {
  if (input.node === undefined) return ctx.terminals.list(ctx.actor.id);
  const node = await getNodeFor(ctx, input.node, 'node.read');
  return ctx.terminals.list(ctx.actor.id, node.id);
}
