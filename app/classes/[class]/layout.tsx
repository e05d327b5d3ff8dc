import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { TaughtBy } from '@/app/_components/taught-in';
import { pageClass } from '@/app/classes/_server/page-class';
import { ClassTabs } from '@/app/classes/_components/class-tabs';
import { pageCtx } from '@/app/_server/actor';

interface Props {
  children: ReactNode;
  params: Promise<{ class: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await pageClass(await pageCtx(), (await params).class))?.name ?? '' };
}

/** What belongs to one class. One that is not the reader's does not exist for them. */
export default async function ClassLayout({ children, params }: Props) {
  const ctx = await pageCtx();
  // Students have the course here, which looks for itself whether it is theirs, as every page below does.
  const { class: id } = await params;
  if (ctx.actor.role === 'student') return <TaughtBy classId={id}>{children}</TaughtBy>;
  const cls = await pageClass(ctx, id);
  if (!cls) notFound();
  return (
    <TaughtBy classId={cls.id}>
      <ClassTabs id={cls.id} name={cls.name} />
      {children}
    </TaughtBy>
  );
}
