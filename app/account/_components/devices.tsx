'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useEndEverySession, useEndSession, useSessions } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { DataTable } from '@/app/_components/data-table';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FailedState, FormError } from '@/app/_components/states';
import type { SessionDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';

/** Where one is signed in, and the ways to end it. */
export function Devices({ initial }: { initial: List<SessionDto> }) {
  const t = useTranslations('account.devices');
  const { data, error, refetch } = useSessions({ initialData: initial });
  const end = useEndSession();
  const endAll = useEndEverySession();
  const [asking, setAsking] = useState(false);
  const nameOf = ({ browser, system }: SessionDto) => [browser, system].filter(Boolean).join(' · ') || t('unknown');
  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      <p style={{ marginBottom: 12 }}>{t('text')}</p>
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      <FormError error={end.error} />
      <DataTable
        caption={t('title')}
        rows={data?.items ?? []}
        rowKey={(session) => session.id}
        columns={[
          { key: 'device', header: t('device'), cell: nameOf },
          { key: 'address', header: t('address'), cell: (session) => session.address ?? '–' },
          { key: 'since', header: t('since'), cell: (session) => <Ago at={session.createdAt} /> },
          { key: 'lastSeen', header: t('lastSeen'), cell: (session) => <Ago at={session.lastSeenAt} /> },
          {
            key: 'end',
            header: t('end'),
            kind: 'actions',
            cell: (session) =>
              session.current ? (
                t('current')
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  loading={end.isPending && end.variables === session.id}
                  aria-label={t('endLabel', { device: nameOf(session) })}
                  onClick={() => end.mutate(session.id, { onSuccess: () => void notify('done', t('ended')) })}
                >
                  {t('end')}
                </Button>
              ),
          },
        ]}
      />
      <Button mt="md" variant="default" onClick={() => setAsking(true)}>
        {t('everywhere')}
      </Button>
      {asking && (
        <LazyConfirm
          title={t('everywhere')}
          submit={t('everywhere')}
          busy={endAll.isPending}
          error={endAll.error}
          onClose={() => setAsking(false)}
          // This session is over too, and nothing of it stays in memory.
          onConfirm={() => endAll.mutate(undefined, { onSuccess: () => window.location.assign('/sign-in') })}
        >
          {t('everywhereText')}
        </LazyConfirm>
      )}
    </section>
  );
}
