'use client';

import { useTranslations } from 'next-intl';
import { EmptyState } from './_components/empty-state';
import { PlainButton } from './_components/plain-button';

/** A page that broke. The digest is what the panel's log knows it by. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('common');
  return (
    <main>
      <EmptyState title={t('crash.title')} text={`${t('crash.text')} ${error.digest ?? '–'}`}>
        <PlainButton onClick={reset}>{t('retry')}</PlainButton>
      </EmptyState>
    </main>
  );
}
