import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { LanguageSwitch } from './_components/language-switch';
import { Shell } from './_components/shell';
import { EmptyState } from './_components/states';
import { findActor } from './_server/actor';

/** Nothing at this address: with the bar for whoever is signed in, and the language for everybody. */
export default async function NotFoundPage() {
  const t = await getTranslations('common.notFound');
  const me = await findActor();
  const empty = (
    <EmptyState title={t('title')} text={t('text')}>
      <Link href="/">{t('home')}</Link>
    </EmptyState>
  );
  if (me) return <Shell me={me}>{empty}</Shell>;
  return (
    <main>
      {empty}
      <div style={{ display: 'grid', placeItems: 'center' }}>
        <LanguageSwitch long />
      </div>
    </main>
  );
}
