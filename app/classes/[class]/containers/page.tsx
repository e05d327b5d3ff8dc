import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { ClassLists } from './_components/class-lists';
import { type Address, readAddress } from './_components/list-address';

interface Props {
  params: Promise<{ class: string }>;
  searchParams: Promise<Address>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('classLists'))('title.containers') };
}

/** The containers, or the images, of all nodes of a class, live. */
export default async function ClassContainersPage({ params, searchParams }: Props) {
  const cls = await pageClass(await pageCtx(), (await params).class);
  if (!cls) notFound();
  return <ClassLists classId={cls.id} first={readAddress(await searchParams)} />;
}
