import { getClass } from '@/lib/features/classes/classes';
import { AppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { DoctorClass, DoctorReport } from '@/lib/shared/doctor';
import { summarizeClass } from '@/lib/shared/doctor-light';
import { storedReport } from './stored-report';

/** node2 before node10. */

/** Examines a node now. @returns the finished report. @throws AppError `not_found`, `forbidden` */
export async function examineNode(ctx: Ctx, { node: ref }: { node: string }): Promise<DoctorReport> {
  const row = await getNodeFor(ctx, ref, 'doctor.run');
  return ctx.doctor.examine(row.id);
}

/** The examination under way, else the last report; null when there is none. @throws AppError `not_found` */
export async function getNodeReport(ctx: Ctx, { node: ref }: { node: string }): Promise<{ report: DoctorReport | null }> {
  return { report: reportOf(ctx, await getNodeFor(ctx, ref, 'doctor.read')) };
}

/** Begins to examine every node of a class, and does not wait. @throws AppError `not_found` */
export async function examineClass(ctx: Ctx, { classId }: { classId: string }): Promise<DoctorClass> {
  await getClass(ctx, { classId });
  const nodes = await ctx.db.node.findMany({ where: { classId }, select: { id: true, name: true } });
  const work = nodes.map(async ({ id }) => ctx.doctor.examine(id));
  // Each says what became of it by its own report; one that was taken out of the register meanwhile has none.
  void Promise.allSettled(work);
  return getClassReport(ctx, { classId });
}

/** The reports of a class's nodes, and its light. @throws AppError `not_found` */
export async function getClassReport(ctx: Ctx, { classId }: { classId: string }): Promise<DoctorClass> {
  const cls = await getClass(ctx, { classId });
  if (!can(ctx.actor, 'class.read', { kind: 'class', id: classId })) throw new AppError('not_found');
  const rows = await ctx.db.node.findMany({ where: { classId }, select: { id: true, name: true, doctorReport: true } });
  const nodes = rows
    .sort((a, b) => byName(a.name, b.name))
    .map((row) => ({ nodeId: row.id, nodeName: row.name, report: reportOf(ctx, row) }));
  return { classId, className: cls.name, ...summarizeClass(nodes), nodes };
}

function reportOf(ctx: Ctx, row: { id: string; name: string; doctorReport: string | null }): DoctorReport | null {
  return ctx.doctor.underWay(row.id) ?? storedReport(row);
}
