import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { readUpload } from '@/lib/features/course-import/read-upload';
import type { CourseSummary } from '@/lib/features/courses/course';
import type { List } from '@/lib/shared/common';
import type { AddedCourseDto, CourseSummaryDto } from '@/lib/shared/courses';
import type { ExportedBytes } from '@/lib/shared/node-import';
import { localeOf } from './lessons';
import { textIn } from './present-progress';

/** What a class may use. @throws AppError `forbidden` */
export async function listCourses(ctx: Ctx): Promise<List<CourseSummaryDto>> {
  if (!can(ctx.actor, 'course.list', { kind: 'panel' })) throw new AppError('forbidden');
  const offered = await ctx.courses.offered();
  return { items: await Promise.all(offered.map((summary) => present(ctx, summary))) };
}

/**
 * Adds a version from a zip of its folder, or from one in a format of others, which becomes a course first.
 * @throws AppError `forbidden`, `course_invalid` with each mistake, or each reason why nothing can be imported, at its line
 */
export async function addCourse(ctx: Ctx, zip: Uint8Array): Promise<AddedCourseDto> {
  if (!can(ctx.actor, 'course.add', { kind: 'panel' })) throw new AppError('forbidden');
  const { archive, imported } = readUpload(zip, localeOf(ctx));
  const course = await ctx.courses.addArchive(archive, 'upload');
  const { version } = course.file;
  await ctx.audit.did(ctx, 'course.add', 'course:', {
    ...{ course: course.id, version, hash: course.hash },
    ...(imported && { from: imported.format }),
  });
  return { ...(await summaryOf(ctx, course.hash)), imported };
}

/**
 * Lets the programs of one version run on nodes, or no more. Classes that use it follow at once.
 * @throws AppError `forbidden` for everybody but administrators, `course_not_found`
 */
export async function setCourseTrust(ctx: Ctx, { hash, trusted }: { hash: string; trusted: boolean }): Promise<CourseSummaryDto> {
  if (!can(ctx.actor, 'course.trust', { kind: 'panel' })) throw new AppError('forbidden');
  const course = await ctx.courses.get(hash);
  await ctx.courses.setTrust(hash, trusted);
  const about = { course: course.id, version: course.file.version };
  await ctx.audit.did(ctx, trusted ? 'course.trust' : 'course.distrust', `course:${hash}`, about);
  return summaryOf(ctx, hash);
}

async function summaryOf(ctx: Ctx, hash: string): Promise<CourseSummaryDto> {
  const summary = (await ctx.courses.offered()).find((one) => one.hash === hash);
  if (!summary) throw new AppError('course_not_found');
  return present(ctx, summary);
}

const contentTypes: Record<string, string> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
};

/** A picture of a course, for staff and for students of a class that uses it. @throws AppError `not_found` */
export async function getPicture(ctx: Ctx, { hash, name }: { hash: string; name: string }): Promise<ExportedBytes> {
  const learns = { courseHash: hash, closedAt: null, enrolments: { some: { userId: ctx.actor.id } } };
  const mayRead = can(ctx.actor, 'course.picture', { kind: 'panel' }) || (await ctx.db.class.count({ where: learns })) > 0;
  const contentType = contentTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
  const picture = mayRead && contentType ? (await ctx.courses.get(hash)).pictures.get(name) : undefined;
  if (!picture || !contentType) throw new AppError('not_found');
  return { fileName: name, contentType, text: new Uint8Array(picture) };
}

async function present(ctx: Ctx, summary: CourseSummary): Promise<CourseSummaryDto> {
  const locale = localeOf(ctx);
  const { hash, id, version, languages, lessons, steps } = summary;
  const rehearsals = await ctx.db.rehearsal.findMany({ where: { courseHash: hash }, orderBy: { at: 'asc' } });
  const last = new Map(rehearsals.map((row) => [row.store, row]));
  return {
    ...{ hash, course: id, version, languages, lessons, steps },
    title: textIn(locale, summary.title) ?? id,
    summary: textIn(locale, summary.summary ?? undefined),
    origin: summary.origin === 'builtin' || summary.origin === 'folder' ? summary.origin : 'upload',
    ...{ hasScripts: summary.hasScripts, trusted: summary.trustedAt !== null },
    rehearsals: [...last.values()].map(({ store, passed, nodeName, at }) => ({
      store,
      passed,
      node: nodeName,
      at: at.toISOString(),
    })),
    createdAt: summary.createdAt.toISOString(),
  };
}
