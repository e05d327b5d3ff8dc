import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { EmptyState } from './_components/states';

export default async function NotFoundPage() {
  const t = await getTranslations('common.notFound');
  return (
    <main>
      <EmptyState title={t('title')} text={t('text')}>
        <Link href="/">{t('home')}</Link>
      </EmptyState>
    </main>
  );
}
