import type { Announcement } from '@prisma/client';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { readsAsStaff, staffClassFor, studentFor } from '@/lib/features/progress/learner';
import { localeOf } from '@/lib/features/progress/lessons';
import { textIn } from '@/lib/features/progress/present-progress';
import type { Announce, AnnouncementDto } from '@/lib/shared/class-help';
import { idSchema, type List } from '@/lib/shared/common';

/** More than anybody reads. */
const shownMax = 50;
const audienceSchema = z.array(idSchema);
const textsSchema = z.record(z.string(), z.string());

/** What is announced to the reader, for staff to anybody; the newest first. @throws AppError `not_found` */
export async function listAnnouncements(ctx: Ctx, { classId }: { classId: string }): Promise<List<AnnouncementDto>> {
  const isStaff = readsAsStaff(ctx, classId);
  if (isStaff) await staffClassFor(ctx, classId, 'board.read');
  else await studentFor(ctx, { classId }, 'course.read');
  const rows = await ctx.db.announcement.findMany({
    where: { classId, endedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: shownMax,
  });
  const forReader = rows.filter((row) => isStaff || (audienceOf(row)?.includes(ctx.actor.id) ?? true));
  return { items: forReader.map((row) => present(ctx, row, isStaff)) };
}

/**
 * Announces something to a class, or to some of its students. Another call for attention takes the place of the one before.
 * @throws AppError `not_found` also for a user who is no student of the class or a lesson its course does not have, `class_closed`
 */
export async function announce(ctx: Ctx, given: Announce & { classId: string }): Promise<AnnouncementDto> {
  const { classId, kind = 'message', text, lesson = null, users } = given;
  const { courseHash } = await staffClassFor(ctx, classId, 'announce');
  if (lesson !== null) {
    const course = courseHash === null ? null : await ctx.courses.get(courseHash);
    if (!course?.lessons.some(({ id }) => id === lesson)) throw new AppError('not_found');
  }
  if (users) {
    const of = { classId, role: 'student', userId: { in: users } };
    if ((await ctx.db.enrolment.count({ where: of })) !== new Set(users).size) throw new AppError('not_found');
  }
  const now = ctx.now();
  const row = await ctx.db.$transaction(async (tx) => {
    if (kind === 'eyes') await tx.announcement.updateMany({ where: { classId, kind, endedAt: null }, data: { endedAt: now } });
    const { id: byId, name: byName } = ctx.actor;
    const audience = users ? JSON.stringify([...new Set(users)]) : null;
    const data = {
      id: ctx.newId(),
      classId,
      lessonId: lesson,
      audience,
      text: JSON.stringify(text),
      kind,
      byId,
      byName,
      createdAt: now,
    };
    await ctx.audit.did({ ...ctx, db: tx }, 'announce', `class:${classId}`, { kind, lesson, users: users?.length ?? null });
    return tx.announcement.create({ data });
  });
  ctx.bus.publish('class.announced', { classId });
  return present(ctx, row, true);
}

/** @throws AppError `not_found`, `class_closed` */
export async function endAnnouncement(
  ctx: Ctx,
  { classId, announcementId }: { classId: string; announcementId: string },
): Promise<void> {
  await staffClassFor(ctx, classId, 'announce');
  await ctx.db.$transaction(async (tx) => {
    const of = { id: announcementId, classId, endedAt: null };
    const { count } = await tx.announcement.updateMany({ where: of, data: { endedAt: ctx.now() } });
    if (count === 0) throw new AppError('not_found');
    await ctx.audit.did({ ...ctx, db: tx }, 'announce.end', `class:${classId}`, { announcement: announcementId });
  });
  ctx.bus.publish('class.announced', { classId });
}

function audienceOf({ audience }: Announcement): string[] | null {
  return audience === null ? null : audienceSchema.catch([]).parse(JSON.parse(audience));
}

function present(ctx: Ctx, row: Announcement, isStaff: boolean): AnnouncementDto {
  const texts = textsSchema.catch({}).parse(JSON.parse(row.text));
  return {
    ...{ id: row.id, lesson: row.lessonId, by: row.byName, createdAt: row.createdAt.toISOString() },
    kind: row.kind === 'eyes' ? 'eyes' : 'message',
    text: textIn(localeOf(ctx), texts) ?? '',
    audience: isStaff ? (audienceOf(row)?.length ?? null) : null,
  };
}
