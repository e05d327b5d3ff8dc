'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { EmptyState } from './_components/states';

/** A page that broke. The digest is what the panel's log knows it by. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('common');
  return (
    <main>
      <EmptyState title={t('crash.title')} text={`${t('crash.text')} ${error.digest ?? '–'}`}>
        <Button onClick={reset}>{t('retry')}</Button>
      </EmptyState>
    </main>
  );
}
