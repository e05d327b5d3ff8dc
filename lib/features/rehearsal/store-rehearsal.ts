import type { Ctx } from '@/lib/core/runtime';
import { packFiles } from '@/lib/features/courses/archive';
import type { Course } from '@/lib/features/courses/course';
import type { RehearsalReport } from './report';

/**
 * Keeps how a whole course did: classes with nodes of this image store may open it where the last one passed. A course of a folder is
 * stored, and offered to classes, once it has passed.
 * @returns whether it was kept
 */
export async function storeRehearsal(ctx: Ctx, course: Course, report: RehearsalReport): Promise<boolean> {
  const { passed, whole, store, node } = report;
  const isKnown = (await ctx.db.courseVersion.count({ where: { hash: course.hash } })) > 0;
  if (!whole || !(isKnown || passed)) return false;
  if (!isKnown) await ctx.courses.addArchive(packFiles(course.files), 'folder');
  await ctx.db.rehearsal.create({
    data: {
      ...{ id: ctx.newId(), courseHash: course.hash, store, nodeName: node, passed },
      ...{ report: JSON.stringify(report), at: ctx.now() },
    },
  });
  await ctx.audit.did(ctx, 'course.rehearse', 'course:', {
    ...{ course: course.id, version: course.file.version, hash: course.hash, store, node, passed },
  });
  return true;
}
