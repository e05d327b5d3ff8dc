import type { Class } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import { parseJson } from '@/lib/core/parse-json';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassCourseDto } from '@/lib/shared/courses';
import { dockerFactsSchema } from '@/lib/shared/nodes';
import { staffClassFor } from './learner';
import { localeOf } from './lessons';
import { textIn } from './present-progress';

/** What a node said when it was last seen. */
const storeSchema = dockerFactsSchema.pick({ store: true });

/** What is set for a class. @throws AppError `not_found` */
export async function getClassCourse(ctx: Ctx, { classId }: { classId: string }): Promise<ClassCourseDto> {
  await staffClassFor(ctx, classId, 'board.read');
  return present(ctx, await ctx.db.class.findUniqueOrThrow({ where: { id: classId } }));
}

/**
 * Chooses the course of a class, or none. Progress is kept by lesson and step, so another version of the same course goes on with it.
 * @throws AppError, without `override`, `course_not_rehearsed` where it was not done on an image store that the nodes of the class have,
 *   and `course_stores_unknown` where the panel does not know yet which stores these are; `not_found`, `course_not_found`, `class_closed`
 */
export async function setCourse(
  ctx: Ctx,
  { classId, hash, override = false }: { classId: string; hash: string | null; override?: boolean | undefined },
): Promise<ClassCourseDto> {
  await staffClassFor(ctx, classId, 'course.manage');
  const course = hash === null ? null : await ctx.courses.get(hash);
  const problem = course ? await whyNot(ctx, classId, course.hash) : null;
  if (problem && !override) throw problem;
  const detail = { hash, course: course?.id ?? null, version: course?.file.version ?? null, override: problem !== null };
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

/** What speaks against this version in this class; null where nothing does. */
async function whyNot(ctx: Ctx, classId: string, hash: string): Promise<AppError | null> {
  const { stores, unknown } = await lookAtStores(ctx, classId, hash);
  const missing = stores.filter(({ rehearsed }) => rehearsed !== true);
  if (missing.length > 0) return new AppError('course_not_rehearsed', { detail: missing.map(({ store }) => store).join(', ') });
  return unknown.length > 0 ? new AppError('course_stores_unknown', { detail: unknown.slice(0, 20).join(', ') }) : null;
}

/** Opens lessons up to one for everybody, gives each student values of their own, or halves the points of what a solution passed. @throws AppError `not_found`, `course_not_set`, `class_closed` */
export async function changeCourse(
  ctx: Ctx,
  given: {
    classId: string;
    openUpTo?: string | null | undefined;
    ownValues?: boolean | undefined;
    solutionHalf?: boolean | undefined;
  },
): Promise<ClassCourseDto> {
  const { classId, openUpTo, ownValues, solutionHalf } = given;
  const row = await staffClassFor(ctx, classId, 'course.manage');
  if (row.courseHash === null) throw new AppError('course_not_set');
  const course = await ctx.courses.get(row.courseHash);
  if (openUpTo && !course.lessons.some(({ id }) => id === openUpTo)) throw new AppError('not_found');
  const data = {
    ...(openUpTo !== undefined && { openUpTo }),
    ...(ownValues !== undefined && { ownValues }),
    ...(solutionHalf !== undefined && { solutionHalf }),
  };
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
    ...{ openUpTo: row.openUpTo, ownValues: row.ownValues, solutionHalf: row.solutionHalf },
    stores: (await lookAtStores(ctx, row.id, row.courseHash)).stores,
  };
}

/**
 * The image stores of the nodes of a class, and whether a course was rehearsed on each.
 * @returns `unknown`: names of the nodes whose Docker has not answered yet
 */
async function lookAtStores(
  ctx: Ctx,
  classId: string,
  hash: string | null,
): Promise<{ stores: ClassCourseDto['stores']; unknown: string[] }> {
  const nodes = await ctx.db.node.findMany({
    where: { classId },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, dockerFacts: true },
  });
  const counts = new Map<string, number>();
  const unknown: string[] = [];
  for (const { id, name, dockerFacts } of nodes) {
    const store = ctx.fleet.status(id).docker?.store ?? parseJson(storeSchema, dockerFacts)?.store ?? null;
    if (store === null) unknown.push(name);
    else counts.set(store, (counts.get(store) ?? 0) + 1);
  }
  const rehearsals = await ctx.db.rehearsal.findMany({
    where: { courseHash: hash ?? '' },
    orderBy: { at: 'asc' },
    select: { store: true, passed: true },
  });
  const last = new Map(rehearsals.map(({ store, passed }) => [store, passed]));
  const stores = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([store, count]) => ({ store, nodes: count, rehearsed: last.get(store) ?? null }));
  return { stores, unknown };
}
