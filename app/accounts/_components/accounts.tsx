'use client';

import { Button } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAccounts } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { DataTable } from '@/app/_components/data-table';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { PageTurn } from '@/app/_components/page-turn';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import type { Role } from '@/lib/shared/common';
import { MakeAccount } from './make-account';
import { roles } from './roles';

const ManageAccount = dynamic(async () => (await import('./manage-account')).ManageAccount, { ssr: false });

/** The list: looked for by name or address, page by page, each account with what can be done to it. */
export function Accounts({ me }: { me: string }) {
  const t = useTranslations('accounts');
  const roleText = useTranslations('account.role');
  const [search, setSearch] = useState('');
  const [role, setRole] = useState<Role | ''>('');
  // The cursors of the pages so far; the last is the page that is shown.
  const [cursors, setCursors] = useState<string[]>([]);
  const [managed, setManaged] = useState<{ id: string; email: string } | null>(null);
  const { data, error, refetch } = useAccounts({
    search: search || undefined,
    role: role || undefined,
    cursor: cursors.at(-1),
  });
  return (
    <>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <div className={page.tools}>
          <FilterInput
            value={search}
            label={t('search')}
            onChange={(text) => {
              setSearch(text);
              setCursors([]);
            }}
          />
          <ChoiceSelect
            label={t('role')}
            choices={[{ key: '' as const, text: t('everyRole') }, ...roles.map((key) => ({ key, text: roleText(key) }))]}
            chosen={role}
            onChoose={(next) => {
              setRole(next);
              setCursors([]);
            }}
          />
          <MakeAccount />
        </div>
      </div>
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && (
        <DataTable
          caption={t('title')}
          rows={data.items}
          rowKey={(user) => user.id}
          empty={t('none')}
          columns={[
            { key: 'name', header: t('name'), cell: (user) => user.name },
            { key: 'email', header: t('email'), cell: (user) => user.email },
            { key: 'role', header: t('role'), cell: (user) => roleText(user.role) },
            { key: 'state', header: t('state'), cell: (user) => (user.disabled ? t('disabled') : t('enabled')) },
            { key: 'made', header: t('made'), cell: (user) => <Ago at={user.createdAt} /> },
            {
              key: 'manage',
              header: t('manage'),
              kind: 'actions',
              cell: (user) => (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('manageLabel', { name: user.name })}
                  onClick={() => setManaged(user)}
                >
                  {t('manage')}
                </Button>
              ),
            },
          ]}
        />
      )}
      <PageTurn cursors={cursors} next={data?.nextCursor} onTurn={setCursors} />
      {managed && <ManageAccount managed={managed} own={managed.id === me} onClose={() => setManaged(null)} />}
    </>
  );
}
