'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { operationUrl } from '@/app/_api/client';
import { useAudit } from '@/app/_api/hooks/accounts';
import { Ago } from '@/app/_components/ago';
import { DataTable } from '@/app/_components/data-table';
import page from '@/app/_components/page.module.css';
import { PageTurn } from '@/app/_components/page-turn';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import classes from './audit-view.module.css';
import type { AuditEntryDto, AuditFilter } from '@/lib/shared/audit';

const outcomes = ['allowed', 'refused', 'failed', 'started'] as const;
type Filter = Pick<AuditFilter, 'actor' | 'action' | 'target' | 'outcome'>;

/** The entries, the newest first: narrowed by who, what, to what and how it ended, and taken along as a file. */
export function AuditView() {
  const t = useTranslations('audit');
  const [filter, setFilter] = useState<Filter>({});
  const [cursors, setCursors] = useState<string[]>([]);
  const asked = useDeferredValue(filter);
  const { data, error, refetch } = useAudit({ ...asked, cursor: cursors.at(-1) });
  const set = (part: Filter) => {
    setFilter((before) => ({ ...before, ...part }));
    setCursors([]);
  };
  const text = (key: 'actor' | 'action' | 'target') => (
    <TextInput
      aria-label={t(key)}
      placeholder={t(key)}
      value={filter[key] ?? ''}
      onChange={(event) => set({ [key]: event.currentTarget.value || undefined })}
      autoComplete="off"
    />
  );
  return (
    <>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <div className={page.tools}>
          {text('actor')}
          {text('action')}
          {text('target')}
          <NativeSelect
            aria-label={t('outcome')}
            value={filter.outcome ?? ''}
            onChange={(event) => set({ outcome: outcomes.find((outcome) => outcome === event.currentTarget.value) })}
            data={[
              { value: '', label: t('everyOutcome') },
              ...outcomes.map((value) => ({ value, label: t(`outcomes.${value}`) })),
            ]}
          />
          <Button
            component="a"
            variant="default"
            href={operationUrl('GET /audit/export', { query: filter })}
            leftSection={<Download size={15} aria-hidden />}
          >
            {t('export')}
          </Button>
        </div>
      </div>
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && <Entries entries={data.items} />}
      <PageTurn cursors={cursors} next={data?.nextCursor} onTurn={setCursors} />
    </>
  );
}

function Entries({ entries }: { entries: AuditEntryDto[] }) {
  const t = useTranslations('audit');
  return (
    <DataTable
      caption={t('title')}
      rows={entries}
      rowKey={(entry) => entry.id}
      empty={t('none')}
      columns={[
        { key: 'action', header: t('action'), cell: (entry) => <code>{entry.action}</code> },
        { key: 'when', header: t('when'), cell: (entry) => <Ago at={entry.lastAt ?? entry.at} /> },
        { key: 'actor', header: t('actor'), cell: (entry) => entry.actorName ?? t('nobody') },
        {
          key: 'target',
          header: t('target'),
          cell: (entry) => <span title={entry.target ?? undefined}>{entry.targetName ?? entry.target ?? '–'}</span>,
        },
        {
          key: 'outcome',
          header: t('outcome'),
          cell: ({ outcome, count }) => t(`outcomes.${outcome}`) + (count > 1 ? ` ${t('times', { count })}` : ''),
        },
        { key: 'address', header: t('address'), cell: (entry) => entry.address ?? '–' },
        {
          key: 'detail',
          header: t('detail'),
          cell: (entry) => (entry.detail ? <code>{entry.detail.slice(0, 300)}</code> : '–'),
          className: classes.detail,
        },
      ]}
    />
  );
}
