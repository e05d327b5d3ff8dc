import type { Ctx } from '@/lib/core/runtime';
import { AppError } from '@/lib/core/errors';
import { studentFor } from '@/lib/features/progress/learner';
import type { AttachedTerminal, TerminalDto } from '@/lib/shared/realtime';
import type { TerminalObserver } from './terminals';

/**
 * A student's open terminals on the nodes of a class, the one that was typed into last at the end. What they have elsewhere is no business of this class.
 * @throws AppError `not_found`, `forbidden`, `class_closed`
 */
export async function listStudentTerminals(
  ctx: Ctx,
  { classId, userId }: { classId: string; userId: string },
): Promise<TerminalDto[]> {
  await studentFor(ctx, { classId, userId }, 'terminal.observe');
  const open = ctx.terminals.byUse(userId);
  const nodes = await ctx.db.node.findMany({
    where: { classId, id: { in: [...new Set(open.map(({ nodeId }) => nodeId))] } },
    select: { id: true },
  });
  const ofClass = new Set(nodes.map(({ id }) => id));
  return open.filter(({ nodeId }) => ofClass.has(nodeId));
}

/**
 * Looks on at one of them from the byte after `afterSeq`.
 * @throws AppError `terminal_not_found` also for one on a node of another class, and what {@link listStudentTerminals} throws
 */
export async function observeTerminal(
  ctx: Ctx,
  { classId, userId, id, afterSeq }: { classId: string; userId: string; id: string; afterSeq: number },
  observer: Omit<TerminalObserver, 'name'>,
): Promise<{ attached: AttachedTerminal; observer: TerminalObserver }> {
  const open = await listStudentTerminals(ctx, { classId, userId });
  if (!open.some((terminal) => terminal.id === id)) throw new AppError('terminal_not_found');
  const named = { ...observer, name: ctx.actor.name };
  return { attached: ctx.terminals.observe(userId, id, afterSeq, named), observer: named };
}
