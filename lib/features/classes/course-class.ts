import type { Ctx } from '@/lib/core/runtime';

/**
 * The class whose course a student does: of those that have one and are not over, the one in which it was opened last. Null for staff,
 * and where no class of theirs has one.
 */
export async function courseClassOf({ db, actor }: Pick<Ctx, 'db' | 'actor'>): Promise<string | null> {
  if (actor.role !== 'student') return null;
  const found = await db.enrolment.findFirst({
    where: { userId: actor.id, role: 'student', class: { courseHash: { not: null }, closedAt: null } },
    orderBy: { class: { courseOpenedAt: 'desc' } },
    select: { classId: true },
  });
  return found?.classId ?? null;
}
