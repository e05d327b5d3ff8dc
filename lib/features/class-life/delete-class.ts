import { mapLimited } from '@/lib/core/async/limit';
import { getClass } from '@/lib/features/classes/classes';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { ClassDeletion, DeleteClass } from '@/lib/shared/class-life';
import { requireIdle } from './busy';
import { hasPanelKey, reasonOf, takeBackAtOnce, takeBackKey } from './take-back';

/**
 * Deletes a class, or says what that would take along (`dryRun`): its nodes leave the register, its enrolments, defaults and the history
 * of its work go, and the accounts stay. With `takeBack` the panel's key for root is taken from the nodes first; where one cannot be
 * reached for that, `keyKept` names it and the class stays, whole.
 * @throws AppError `not_found`, `operation_running` while something is being done to its nodes
 */
export async function deleteClass(
  ctx: Ctx,
  { classId, dryRun, takeBack }: DeleteClass & { classId: string },
): Promise<ClassDeletion> {
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
  nodes.sort((a, b) => byName(a.name, b.name));
  const named = ({ id, name }: (typeof nodes)[number]) => ({ id, name });
  const withKey = nodes.filter(hasPanelKey);
  const report: ClassDeletion = {
    dryRun,
    deleted: false,
    name: cls.name,
    nodes: nodes.map(named),
    withPanelKey: withKey.map(named),
    keyKept: [],
    enrolments: enrolments.length,
    operations,
    studentsLeft: enrolments.filter(({ role, user }) => role === 'student' && user._count.enrolments === 1).length,
  };
  if (dryRun) return report;
  await requireIdle(
    ctx,
    nodes.map(({ id }) => id),
  );
  if (takeBack) {
    const answers = await mapLimited(withKey, takeBackAtOnce, async (node) => {
      try {
        await takeBackKey(ctx, node);
        return [];
      } catch (error) {
        return [{ ...named(node), error: reasonOf(error) }];
      }
    });
    const keyKept = answers.flat();
    if (keyKept.length > 0) return { ...report, keyKept };
  }
  await ctx.db.$transaction(async (tx) => {
    // Before the class is gone: its name stays with the line.
    await ctx.audit.did({ ...ctx, db: tx }, 'class.delete', `class:${classId}`, {
      name: cls.name,
      nodes: nodes.map(({ id, name }) => ({ id, name })),
      keyLeft: takeBack ? [] : withKey.map(({ name }) => name),
      people: enrolments.map(({ userId }) => userId),
    });
    await tx.node.deleteMany({ where: { classId } });
    await tx.operation.deleteMany({ where: { classId } });
    await tx.class.delete({ where: { id: classId } });
  });
  for (const { id } of nodes) ctx.bus.publish('node.deleted', { nodeId: id });
  for (const { userId } of enrolments) ctx.bus.publish('access.changed', { userId });
  return { ...report, deleted: true };
}
