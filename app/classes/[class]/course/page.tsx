import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { coursePageCtx, pageOutline } from '@/app/classes/_server/course-page';
import { pageClass } from '@/app/classes/_server/page-class';
import { hasRegistry } from '@/lib/features/class-registry/registry-images';
import { NoCourse } from './_components/no-course';
import { Outline } from './_components/outline';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('course'))('title') };
}

/** The course of a class: its lessons, and where the reader stopped. */
export default async function CoursePage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await coursePageCtx();
  const { class: classId } = await params;
  const outline = await pageOutline(ctx, classId);
  const isStaff = ctx.actor.role !== 'student';
  const isAdmin = ctx.actor.role === 'admin';
  if (!outline) return <NoCourse classId={classId} isStaff={isStaff} isAdmin={isAdmin} />;
  const cls = isStaff ? await pageClass(ctx, classId) : null;
  return (
    <Outline
      initial={outline}
      isStaff={isStaff}
      isAdmin={isAdmin}
      canChoose={cls !== null && cls.closedAt === null}
      hasRegistry={!isStaff && (await hasRegistry(ctx, { classId }))}
    />
  );
}
