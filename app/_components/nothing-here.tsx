import { getTranslations } from 'next-intl/server';
import { EmptyState } from './empty-state';

/** Nothing at this address, or nothing the reader may see. Every page loads it: it has no code in the browser, and so a plain link. */
export async function NothingHere() {
  const t = await getTranslations('common.notFound');
  return (
    <EmptyState title={t('title')} text={t('text')}>
      <a href="/">{t('home')}</a>
    </EmptyState>
  );
}
