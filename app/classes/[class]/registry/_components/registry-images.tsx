'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRegistryImages } from '@/app/_api/hooks/class-registry';
import { CommandStrip } from '@/app/_components/command-strip';
import { FilterInput } from '@/app/_components/filter-input';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { buttonClass } from '@/app/_components/plain-button';
import { useShowNode } from '@/app/_components/shown-node';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { RegistryTable } from './registry-table';
import { matches, rowsOf } from './registry-rows';

interface Props {
  classId: string;
  className: string;
  isStaff: boolean;
  canManage: boolean;
  /** Where the reader pulls to; null for staff. */
  node: { id: string; name: string } | null;
}

/** The images in the registry of a class. */
export function RegistryImages({ classId, className, isStaff, canManage, node }: Props) {
  const t = useTranslations('registry');
  const common = useTranslations('common');
  const { data, error, refetch } = useRegistryImages(classId);
  const [filter, setFilter] = useState('');
  useShowNode(node?.id ?? null);
  const rows = data ? rowsOf(data) : [];
  const shown = rows.filter((row) => matches(row, filter));
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <p className={page.summary}>
          {className}
          {rows.length > 0 && ` · ${t('count', { repositories: data?.repositories.length ?? 0, tags: rows.length })}`}
        </p>
        <div className={page.tools}>
          {rows.length > 0 && <FilterInput value={filter} onChange={setFilter} label={t('filter')} />}
        </div>
      </div>
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && !data.isSet && (
        <EmptyState title={t('none.title')} text={t(isStaff ? 'none.staff' : 'none.student')}>
          {isStaff && (
            <Link className={buttonClass('lead')} href={`/classes/${classId}/settings#registry`}>
              {t('none.settings')}
            </Link>
          )}
        </EmptyState>
      )}
      {data?.isSet && rows.length === 0 && <EmptyState title={t('empty.title')} text={t('empty.text')} />}
      {data?.more && <p className={page.away}>{t('more')}</p>}
      {rows.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 && (
        <CommandStrip>
          <RegistryTable classId={classId} rows={shown} canManage={canManage} node={node} />
        </CommandStrip>
      )}
    </div>
  );
}
