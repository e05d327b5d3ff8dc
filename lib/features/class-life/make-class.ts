import { createClass } from '@/lib/features/classes/classes';
import { classFor } from '@/lib/features/nodes/class-defaults';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassDto, CreateClass } from '@/lib/shared/accounts';
import { requireIdle } from './busy';
import { moveNodes } from './move-nodes';

/**
 * Makes a class; as a copy it has the other one's instructors, settings and course, and with `moveNodes` its nodes too, which leave the
 * other class. Students, progress and the join code stay where they are.
 * @throws AppError `forbidden`, `name_taken`, `not_found` for a class to copy that is not theirs, `operation_running` where a node that
 *   is to move is being worked on: then no class is made
 */
export async function makeClass(ctx: Ctx, input: CreateClass): Promise<ClassDto> {
  const { copyOf } = input;
  if (copyOf === undefined || !input.moveNodes) return createClass(ctx, input);
  await classFor(ctx, copyOf, 'class.update');
  const rows = await ctx.db.node.findMany({ where: { classId: copyOf }, select: { id: true } });
  const nodes = rows.map(({ id }) => id);
  await requireIdle(ctx, nodes);
  const made = await createClass(ctx, input);
  if (nodes.length === 0) return made;
  // Whoever makes a class teaches it from now on.
  const actor = { ...ctx.actor, teaches: new Set([...ctx.actor.teaches, made.id]) };
  const { items } = await moveNodes({ ...ctx, actor }, { classId: copyOf, nodes, to: made.id, dryRun: false });
  const moved = items.filter(({ outcome }) => outcome === 'moved').length;
  return { ...made, nodes: moved, nodesFree: moved };
}
