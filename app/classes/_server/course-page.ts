import { notFound } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { getLesson } from '@/lib/features/progress/lessons';
import { getOutline } from '@/lib/features/progress/outline';
import { idSchema } from '@/lib/shared/common';
import { type CourseOutlineDto, courseSlugSchema, type LessonDto } from '@/lib/shared/courses';

/** What a page of a course calls features with: texts come in the reader's language. */
export async function coursePageCtx(): Promise<Ctx> {
  const ctx = await pageCtx();
  return { ...ctx, locale: await getLocale() };
}

/** The course of a class as the reader sees it; null while the class has none. A class that is not theirs does not exist for them. */
export async function pageOutline(ctx: Ctx, classId: string): Promise<CourseOutlineDto | null> {
  if (!idSchema.safeParse(classId).success) notFound();
  return getOutline(ctx, { classId }).catch((error: unknown) => missing(error, 'course_not_set'));
}

/** A lesson; null while it is not open to the reader. One that is not in the course does not exist. */
export async function pageLesson(ctx: Ctx, classId: string, lessonId: string): Promise<LessonDto | null> {
  if (!courseSlugSchema.safeParse(lessonId).success) notFound();
  return getLesson(ctx, { classId, lessonId }).catch((error: unknown) => missing(error, 'lesson_not_open'));
}

function missing(error: unknown, code: 'course_not_set' | 'lesson_not_open'): null {
  if (isAppError(error) && error.code === code) return null;
  if (isAppError(error) && error.code === 'not_found') notFound();
  throw error;
}
