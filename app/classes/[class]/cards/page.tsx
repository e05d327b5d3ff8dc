import { notFound } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { getCards } from '@/lib/features/cards/cards';
import { qrPath } from '@/lib/features/cards/qr-path';
import { localeSchema } from '@/lib/shared/common';
import { CardsView } from './_components/cards-view';

/** The cards of a class as they come out of the printer. */
export default async function CardsPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  const cards = await getCards(ctx, { classId: cls.id });
  return (
    <CardsView
      classId={cls.id}
      initial={cards}
      qr={qrPath(cards.address)}
      hasNodePasswords={cls.nodePasswordsOnCards && cls.closedAt === null}
      locale={localeSchema.catch('ko').parse(await getLocale())}
    />
  );
}
