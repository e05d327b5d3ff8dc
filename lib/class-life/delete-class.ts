import { getClass } from '@/lib/classes/classes';
import { AppError } from '@/lib/errors';
import { can } from '@/lib/policy/policy';
import type { Ctx } from '@/lib/runtime';
import type { ClassDeletion } from '@/lib/shared/class-life';
import { requireIdle } from './busy';

const natural = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Deletes a class, or says what that would take along (`dryRun`): its nodes leave the register, its enrolments, defaults and the history
 * of its work go, and the accounts stay. Where the panel's key for root is in place it is not taken back here: `withPanelKey` names those
 * nodes, and {@link removeNodes} takes it back before.
 * @throws AppError `not_found`, `operation_running` while something is being done to its nodes
 */
export async function deleteClass(ctx: Ctx, { classId, dryRun }: { classId: string; dryRun: boolean }): Promise<ClassDeletion> {
  const cls = await getClass(ctx, { classId });
  if (!can(ctx.actor, 'class.delete', { kind: 'class', id: classId })) throw new AppError('forbidden');
  const [nodes, enrolments, operations] = await Promise.all([
    ctx.db.node.findMany({ where: { classId }, select: { id: true, name: true, rootLogin: true } }),
    ctx.db.enrolment.findMany({
      where: { classId },
      select: { userId: true, role: true, user: { select: { _count: { select: { enrolments: true } } } } },
    }),
    ctx.db.operation.count({ where: { classId } }),
  ]);
  nodes.sort((a, b) => natural(a.name, b.name));
  const named = ({ id, name }: (typeof nodes)[number]) => ({ id, name });
  const report: ClassDeletion = {
    dryRun,
    name: cls.name,
    nodes: nodes.map(named),
    withPanelKey: nodes.filter(({ rootLogin }) => rootLogin === 'done').map(named),
    enrolments: enrolments.length,
    operations,
    studentsLeft: enrolments.filter(({ role, user }) => role === 'student' && user._count.enrolments === 1).length,
  };
  if (dryRun) return report;
  await requireIdle(
    ctx,
    nodes.map(({ id }) => id),
  );
  await ctx.db.$transaction([
    ctx.db.node.deleteMany({ where: { classId } }),
    ctx.db.operation.deleteMany({ where: { classId } }),
    ctx.db.class.delete({ where: { id: classId } }),
  ]);
  await ctx.audit.did(ctx, 'class.delete', `class:${classId}`, {
    name: cls.name,
    nodes: nodes.map(({ id, name }) => ({ id, name })),
    keyLeft: report.withPanelKey.map(({ name }) => name),
    people: enrolments.map(({ userId }) => userId),
  });
  for (const { id } of nodes) ctx.bus.publish('node.deleted', { nodeId: id });
  for (const { userId } of enrolments) ctx.bus.publish('access.changed', { userId });
  return report;
}
