import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { getClassCourse } from '@/lib/features/progress/class-course';
import { Board } from './_components/board';
import { NoBoard } from './_components/no-board';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('board'))('title') };
}

/** The class live: students by steps. */
export default async function BoardPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  // Known here, so that the browser asks for no board where there is none.
  const { hash } = await getClassCourse(ctx, { classId: cls.id });
  return hash === null ? <NoBoard classId={cls.id} /> : <Board classId={cls.id} />;
}
