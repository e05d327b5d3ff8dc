import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { Board } from './_components/board';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('board'))('title') };
}

/** The class live: students by steps. */
export default async function BoardPage({ params }: { params: Promise<{ class: string }> }) {
  const cls = await pageClass(await pageCtx(), (await params).class);
  if (!cls) notFound();
  return <Board classId={cls.id} />;
}
