import type { Class } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassCourseDto } from '@/lib/shared/courses';
import { staffClassFor } from './learner';
import { localeOf } from './lessons';
import { textIn } from './present-progress';

/** What is set for a class. @throws AppError `not_found` */
export async function getClassCourse(ctx: Ctx, { classId }: { classId: string }): Promise<ClassCourseDto> {
  await staffClassFor(ctx, classId, 'board.read');
  return present(ctx, await ctx.db.class.findUniqueOrThrow({ where: { id: classId } }));
}

/**
 * Chooses the course of a class, or none. Progress is kept by lesson and step, so another version of the same course goes on with it.
 * @throws AppError `course_not_rehearsed` where it was not done on an image store that the nodes of the class have, without `override`;
 *   `not_found`, `course_not_found`, `class_closed`
 */
export async function setCourse(
  ctx: Ctx,
  { classId, hash, override = false }: { classId: string; hash: string | null; override?: boolean | undefined },
): Promise<ClassCourseDto> {
  await staffClassFor(ctx, classId, 'course.manage');
  const course = hash === null ? null : await ctx.courses.get(hash);
  const missing = course ? (await storesOf(ctx, classId, course.hash)).filter(({ rehearsed }) => rehearsed !== true) : [];
  if (missing.length > 0 && !override)
    throw new AppError('course_not_rehearsed', { detail: missing.map(({ store }) => store).join(', ') });
  const detail = { hash, course: course?.id ?? null, version: course?.file.version ?? null, override: missing.length > 0 };
  await ctx.db.$transaction(async (tx) => {
    const before = await tx.class.findUniqueOrThrow({ where: { id: classId }, select: { openUpTo: true } });
    // A lesson that this version does not have closes nothing.
    const keepsPace = course?.lessons.some(({ id }) => id === before.openUpTo) ?? false;
    const data = { courseHash: hash, courseOpenedAt: hash === null ? null : ctx.now(), ...(!keepsPace && { openUpTo: null }) };
    await tx.class.update({ where: { id: classId }, data });
    await ctx.audit.did({ ...ctx, db: tx }, 'course.choose', `class:${classId}`, detail);
  });
  ctx.bus.publish('course.changed', { classId });
  return getClassCourse(ctx, { classId });
}

/** Opens lessons up to one for everybody, or gives each student values of their own. @throws AppError `not_found`, `course_not_set`, `class_closed` */
export async function changeCourse(
  ctx: Ctx,
  given: { classId: string; openUpTo?: string | null | undefined; ownValues?: boolean | undefined },
): Promise<ClassCourseDto> {
  const { classId, openUpTo, ownValues } = given;
  const row = await staffClassFor(ctx, classId, 'course.manage');
  if (row.courseHash === null) throw new AppError('course_not_set');
  const course = await ctx.courses.get(row.courseHash);
  if (openUpTo && !course.lessons.some(({ id }) => id === openUpTo)) throw new AppError('not_found');
  const data = { ...(openUpTo !== undefined && { openUpTo }), ...(ownValues !== undefined && { ownValues }) };
  await ctx.db.$transaction(async (tx) => {
    await tx.class.update({ where: { id: classId }, data });
    await ctx.audit.did({ ...ctx, db: tx }, 'course.change', `class:${classId}`, data);
  });
  ctx.bus.publish('course.changed', { classId });
  return getClassCourse(ctx, { classId });
}

async function present(ctx: Ctx, row: Class): Promise<ClassCourseDto> {
  const course = row.courseHash === null ? null : await ctx.courses.get(row.courseHash);
  return {
    ...{ hash: row.courseHash, course: course?.id ?? null, version: course?.file.version ?? null },
    title: course && textIn(localeOf(ctx), course.file.title),
    openedAt: row.courseOpenedAt?.toISOString() ?? null,
    ...{ openUpTo: row.openUpTo, ownValues: row.ownValues },
    stores: await storesOf(ctx, row.id, row.courseHash),
  };
}

/** The image stores of the nodes of a class, as far as they are known, and whether a course was rehearsed on each. */
async function storesOf(ctx: Ctx, classId: string, hash: string | null): Promise<ClassCourseDto['stores']> {
  const nodes = await ctx.db.node.findMany({ where: { classId }, select: { id: true, dockerFacts: true } });
  const counts = new Map<string, number>();
  for (const { id, dockerFacts } of nodes) {
    const store = ctx.fleet.status(id).docker?.store ?? storedStore(dockerFacts);
    if (store !== null) counts.set(store, (counts.get(store) ?? 0) + 1);
  }
  const rehearsals = await ctx.db.rehearsal.findMany({
    where: { courseHash: hash ?? '' },
    orderBy: { at: 'asc' },
    select: { store: true, passed: true },
  });
  const last = new Map(rehearsals.map(({ store, passed }) => [store, passed]));
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([store, count]) => ({ store, nodes: count, rehearsed: last.get(store) ?? null }));
}

/** What a node said when it was last seen. */
function storedStore(facts: string | null): string | null {
  const read = facts === null ? null : (JSON.parse(facts) as { store?: unknown });
  return typeof read?.store === 'string' ? read.store : null;
}
