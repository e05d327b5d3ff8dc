import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { List, PageQuery } from '@/lib/shared/common';
import type { JobDto } from '@/lib/shared/jobs';
import { jobRelations, presentJob } from './present-job';

/** The jobs of a node, the newest first. @throws AppError `not_found` */
export async function listJobs(ctx: Ctx, { node: ref, ...page }: PageQuery & { node: string }): Promise<List<JobDto>> {
  const node = await getNodeFor(ctx, ref, 'job.read');
  const rows = await ctx.db.job.findMany({
    where: { nodeId: node.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
    ...(page.cursor !== undefined && { cursor: { id: page.cursor }, skip: 1 }),
    include: jobRelations,
  });
  const items = rows.slice(0, page.limit).map((row) => presentJob(row, ctx.jobs.progress(row.id)));
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.id } : { items };
}
