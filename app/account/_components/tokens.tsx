'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCreateToken, useRevokeToken, useTokens } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { CommandLine } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { FailedState, FormError } from '@/app/_components/states';
import type { TokenDto } from '@/lib/shared/accounts';
import type { List } from '@/lib/shared/common';
import classes from './tokens.module.css';

const lifetimes = [7, 30, 180, 365];

/** Personal tokens: make one, see it this once, end it. */
export function Tokens({ initial }: { initial: List<TokenDto> }) {
  const t = useTranslations('account.tokens');
  const { data, error, refetch } = useTokens({ initialData: initial });
  const tokens = data?.items ?? [];
  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      <p>{t.rich('text', { header: () => <code>Authorization: Bearer …</code> })}</p>
      <NewToken />
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      {tokens.length === 0 ? <p className={classes.empty}>{t('empty')}</p> : <TokenTable tokens={tokens} />}
    </section>
  );
}

function NewToken() {
  const t = useTranslations('account.tokens');
  const create = useCreateToken();
  const [name, setName] = useState('');
  const [days, setDays] = useState('30');
  return (
    <>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return;
          create.mutate(
            { name: name.trim(), expiresInDays: days === '' ? undefined : Number(days) },
            { onSuccess: () => setName('') },
          );
        }}
      >
        <TextInput
          label={t('name')}
          placeholder={t('nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error?.fieldError('name')}
          autoComplete="off"
        />
        <NativeSelect
          label={t('expires')}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          data={[
            ...lifetimes.map((count) => ({ value: String(count), label: t('days', { count }) })),
            { value: '', label: t('never') },
          ]}
        />
        <Button type="submit" loading={create.isPending}>
          {t('create')}
        </Button>
      </form>
      <FormError error={create.error} fields />
      {create.data && (
        <div className={classes.made} role="status">
          <p>{t('made')}</p>
          <CommandLine command={create.data.token} />
        </div>
      )}
    </>
  );
}

function TokenTable({ tokens }: { tokens: TokenDto[] }) {
  const t = useTranslations('account.tokens');
  const revoke = useRevokeToken();
  const [ending, setEnding] = useState<TokenDto | null>(null);
  return (
    <>
      <DataTable
        caption={t('title')}
        rows={tokens}
        rowKey={(token) => token.id}
        columns={[
          { key: 'name', header: t('name'), cell: (token) => token.name },
          { key: 'created', header: t('created'), cell: (token) => <Ago at={token.createdAt} /> },
          {
            key: 'lastUsed',
            header: t('lastUsed'),
            cell: (token) => (token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : t('unused')),
          },
          { key: 'ends', header: t('ends'), cell: (token) => (token.expiresAt ? <Ago at={token.expiresAt} /> : t('never')) },
          {
            key: 'revoke',
            header: t('revoke'),
            kind: 'actions',
            cell: (token) => (
              <Button
                size="xs"
                variant="default"
                aria-label={t('revokeLabel', { name: token.name })}
                onClick={() => setEnding(token)}
              >
                {t('revoke')}
              </Button>
            ),
          },
        ]}
      />
      {ending && (
        <LazyConfirm
          title={t('revokeTitle', { name: ending.name })}
          submit={t('revoke')}
          busy={revoke.isPending}
          error={revoke.error}
          onClose={() => setEnding(null)}
          onConfirm={() =>
            revoke.mutate(ending.id, {
              onSuccess: () => {
                void notify('done', t('revoked', { name: ending.name }));
                setEnding(null);
              },
            })
          }
        >
          {t('revokeText')}
        </LazyConfirm>
      )}
    </>
  );
}
