'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCreateToken, useRevokeToken, useTokens } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { CommandLine } from '@/app/_components/copy';
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
      <FormError error={create.error && create.error.errors.length === 0 ? create.error : null} />
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
    <div className={page.tableBox}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('created')}</th>
            <th scope="col">{t('lastUsed')}</th>
            <th scope="col">{t('ends')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">{token.name}</th>
              <td data-label={t('created')}>
                <Ago at={token.createdAt} />
              </td>
              <td data-label={t('lastUsed')}>{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : t('unused')}</td>
              <td data-label={t('ends')}>{token.expiresAt ? <Ago at={token.expiresAt} /> : t('never')}</td>
              <td>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('revokeLabel', { name: token.name })}
                  onClick={() => setEnding(token)}
                >
                  {t('revoke')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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
    </div>
  );
}
