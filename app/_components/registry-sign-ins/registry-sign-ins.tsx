'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClassSignIns, useOwnSignIns, useRemoveClassSignIn, useRemoveOwnSignIn } from '@/app/_api/hooks/registry-sign-ins';
import type { List } from '@/lib/shared/common';
import type { RegistrySignInDto } from '@/lib/shared/registry-sign-ins';
import { Ago } from '../ago';
import { DataTable } from '../data-table';
import { LazyConfirm } from '../lazy-confirm';
import { notify } from '../notify';
import page from '../page.module.css';
import { FailedState } from '../states';
import { LazySignInDialog } from './lazy-sign-in-dialog';

type Initial = { initial: List<RegistrySignInDto> };

/** The reader's own sign-ins to registries. */
export function OwnSignIns({ initial }: Initial) {
  return <SignIns classId={null} query={useOwnSignIns({ initialData: initial })} remove={useRemoveOwnSignIn()} />;
}

/** Those of a class, for its staff. */
export function ClassSignIns({ classId, initial }: Initial & { classId: string }) {
  return (
    <SignIns
      classId={classId}
      query={useClassSignIns(classId, { initialData: initial })}
      remove={useRemoveClassSignIn(classId)}
    />
  );
}

interface Props {
  classId: string | null;
  query: ReturnType<typeof useOwnSignIns>;
  remove: ReturnType<typeof useRemoveOwnSignIn>;
}

function SignIns({ classId, query, remove }: Props) {
  const t = useTranslations('registry.signIns');
  const [open, setOpen] = useState<'add' | { change: RegistrySignInDto } | { remove: RegistrySignInDto } | null>(null);
  const items = query.data?.items ?? [];
  const changed = typeof open === 'object' && open !== null && 'change' in open ? open.change : null;
  const removed = typeof open === 'object' && open !== null && 'remove' in open ? open.remove : null;
  const close = () => setOpen(null);
  return (
    <section className={page.card} id="registry-sign-ins">
      <h2>{t('title')}</h2>
      <Stack gap="sm">
        <p>{t(classId === null ? 'aboutOwn' : 'aboutClass')}</p>
        {query.error && <FailedState error={query.error} onRetry={() => void query.refetch()} />}
        {items.length > 0 && (
          <DataTable
            caption={t('title')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              { key: 'host', header: t('host'), cell: ({ host }) => <code>{host}</code> },
              { key: 'user', header: t('user'), cell: ({ user }) => user },
              {
                key: 'added',
                header: t('added'),
                cell: ({ createdAt, addedBy }) => (
                  <>
                    <Ago at={createdAt} />
                    {classId !== null && addedBy !== null && ` · ${addedBy}`}
                  </>
                ),
              },
              {
                key: 'used',
                header: t('used'),
                cell: ({ lastUsedAt }) => (lastUsedAt ? <Ago at={lastUsedAt} /> : t('unused')),
              },
              {
                key: 'actions',
                header: t('actions'),
                kind: 'actions',
                cell: (signIn) => (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('changeLabel', { host: signIn.host })}
                      onClick={() => setOpen({ change: signIn })}
                    >
                      {t('change')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('removeLabel', { host: signIn.host })}
                      onClick={() => {
                        // What could not be removed before was another one.
                        remove.reset();
                        setOpen({ remove: signIn });
                      }}
                    >
                      {t('remove')}
                    </Button>
                  </Group>
                ),
              },
            ]}
          />
        )}
        <Group>
          <Button variant="default" onClick={() => setOpen('add')}>
            {t('add')}
          </Button>
        </Group>
      </Stack>
      {open === 'add' && <LazySignInDialog classId={classId} onClose={close} />}
      {changed && <LazySignInDialog classId={classId} host={changed.host} user={changed.user} onClose={close} />}
      {removed && (
        <LazyConfirm
          title={t('removeTitle', { host: removed.host })}
          submit={t('remove')}
          busy={remove.isPending}
          error={remove.error}
          onClose={close}
          onConfirm={() =>
            remove.mutate(removed.id, {
              onSuccess: () => {
                void notify('done', t('removed', { host: removed.host }));
                close();
              },
            })
          }
        >
          {t('removeText')}
        </LazyConfirm>
      )}
    </section>
  );
}
