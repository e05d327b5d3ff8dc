import { can, type Actor, type Resource } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { nodeResource, nodeWithAssignees, visibleTo } from '@/lib/features/nodes/get-node-for';
import type { List } from '@/lib/shared/common';
import type { JobDto } from '@/lib/shared/jobs';
import { jobRelations, presentJob } from './present-job';

/** So many are told at most, of those that run and of those that ended. */
const runningMax = 150;
const endedMax = 50;
/** What ended before is looked up where it was done, ms. */
const endedWithinMs = 24 * 60 * 60_000;

/**
 * Whether a job is one's own: on a node that one may look at, and started by oneself, or the node is assigned to oneself.
 * @param node as the policy knows it
 */
export function isOwnJob(actor: Actor, { createdBy }: Pick<JobDto, 'createdBy'>, node: Resource): boolean {
  const isMine = createdBy?.id === actor.id || (node.kind === 'node' && node.assigneeIds.has(actor.id));
  return isMine && can(actor, 'job.read', node);
}

/** One's own jobs on all nodes: what runs, the newest first, then what ended last. */
export async function listOwnJobs(ctx: Ctx): Promise<List<JobDto>> {
  const { id } = ctx.actor;
  const where = {
    OR: [{ createdById: id }, { node: { assignments: { some: { userId: id } } } }],
    node: visibleTo(ctx.actor),
  };
  const include = { ...jobRelations, node: { include: nodeWithAssignees } };
  const endedAfter = new Date(ctx.now().getTime() - endedWithinMs);
  const [running, ended] = await Promise.all([
    ctx.db.job.findMany({
      where: { ...where, state: { in: ['queued', 'running'] } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: runningMax,
      include,
    }),
    ctx.db.job.findMany({
      where: { ...where, endedAt: { gte: endedAfter } },
      orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
      take: endedMax,
      include,
    }),
  ]);
  const own = [...running, ...ended].filter((row) => isOwnJob(ctx.actor, row, nodeResource(row.node)));
  // What ended between the two questions is in both.
  const rows = [...new Map(own.map((row) => [row.id, row])).values()];
  return { items: rows.map((row) => presentJob(row, ctx.jobs.progress(row.id))) };
}
