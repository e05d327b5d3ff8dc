import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { type OperationRow, operationRelations } from './operation-row';

/** @throws AppError `not_found` for whoever may not know the class; without a class only an administrator may. */
export function requireMay(
  ctx: Ctx,
  action: 'operation.read' | 'operation.run' | 'operation.cancel',
  classId: string | null,
): void {
  const resource = classId === null ? ({ kind: 'panel' } as const) : ({ kind: 'class', id: classId } as const);
  if (!can(ctx.actor, action, resource)) throw new AppError('not_found');
}

/** The operation and its jobs. @throws AppError `not_found`, also for an operation of a class the actor may not see */
export async function requireOperation(
  ctx: Ctx,
  id: string,
  action: 'operation.read' | 'operation.run' | 'operation.cancel',
): Promise<OperationRow> {
  const row = await ctx.db.operation.findUnique({ where: { id }, include: operationRelations });
  if (!row) throw new AppError('not_found');
  requireMay(ctx, action, row.classId);
  return row;
}

/** The command line's actor has no account. */
export async function accountOf(ctx: Ctx): Promise<string | null> {
  return (await ctx.db.user.count({ where: { id: ctx.actor.id } })) > 0 ? ctx.actor.id : null;
}
