import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { EmptyState } from '@/app/_components/states';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { getJoinLink } from '@/lib/features/class-join/join-link';
import { JoinLink } from './_components/join-link';

/** The join code of a class, to be shown to the room. */
export default async function JoinLinkPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  if (cls.closedAt !== null) {
    const t = await getTranslations('join.link');
    return <EmptyState title={t('closed.title')} text={t('closed.text')} />;
  }
  return <JoinLink classId={cls.id} className={cls.name} initial={await getJoinLink(ctx, { classId: cls.id })} />;
}
