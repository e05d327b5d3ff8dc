'use client';

import { Button } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAccounts } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { ChoiceSelect } from '@/app/_components/choice-select';
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
  const [managed, setManaged] = useState<string | null>(null);
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
      {data?.items.length === 0 && <p className={page.none}>{t('none')}</p>}
      {data && data.items.length > 0 && (
        <div className={page.tableBox}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t('email')}</th>
                <th scope="col">{t('role')}</th>
                <th scope="col">{t('state')}</th>
                <th scope="col">{t('made')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('manage')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((user) => (
                <tr key={user.id}>
                  <th scope="row">{user.name}</th>
                  <td data-label={t('email')}>{user.email}</td>
                  <td data-label={t('role')}>{roleText(user.role)}</td>
                  <td data-label={t('state')}>{user.disabled ? t('disabled') : t('enabled')}</td>
                  <td data-label={t('made')}>
                    <Ago at={user.createdAt} />
                  </td>
                  <td>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('manageLabel', { name: user.name })}
                      onClick={() => setManaged(user.id)}
                    >
                      {t('manage')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <PageTurn cursors={cursors} next={data?.nextCursor} onTurn={setCursors} />
      {managed && <ManageAccount userId={managed} own={managed === me} onClose={() => setManaged(null)} />}
    </>
  );
}
