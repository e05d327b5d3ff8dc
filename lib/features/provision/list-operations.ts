import { getClassByRef } from '@/lib/features/classes/classes';
import type { Ctx } from '@/lib/core/runtime';
import type { List, PageQuery } from '@/lib/shared/common';
import type { OperationDto } from '@/lib/shared/operations';
import { requireMay } from './operation-access';
import { operationRelations, presentOperation } from './operation-row';

/** The operations of a class, the newest first. @throws AppError `not_found` */
export async function listOperations(
  ctx: Ctx,
  { class: ref, ...page }: PageQuery & { class: string },
): Promise<List<OperationDto>> {
  const { id } = await getClassByRef(ctx, ref);
  requireMay(ctx, 'operation.read', id);
  const rows = await ctx.db.operation.findMany({
    where: { classId: id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
    ...(page.cursor !== undefined && { cursor: { id: page.cursor }, skip: 1 }),
    include: operationRelations,
  });
  const items = rows.slice(0, page.limit).map(presentOperation);
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.id } : { items };
}
