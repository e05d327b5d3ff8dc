'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useContainerChanges } from '@/app/_api/hooks/containers';
import { FilterInput } from '@/app/_components/filter-input';
import { dockerCommand } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './container-page.module.css';
import { PartCommand } from './part-command';

/** What is in its read-write layer and not in its image. */
export function ChangesPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers.changes');
  const common = useTranslations('common');
  const [filter, setFilter] = useState('');
  const { data, error, refetch } = useContainerChanges(nodeId, container.id);
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const shown = data.items.filter(({ path }) => path.includes(filter.trim()));
  return (
    <>
      <p className={classes.note}>{t('text')}</p>
      {data.items.length === 0 && <p className={page.none}>{t('none')}</p>}
      {data.items.length > 0 && (
        <>
          <div className={classes.inspectTools}>
            <FilterInput value={filter} onChange={setFilter} label={t('filter')} />
          </div>
          {data.total > data.items.length && (
            <p className={classes.note}>{t('more', { count: data.items.length, total: data.total })}</p>
          )}
          <ul className={classes.changes}>
            {shown.map(({ kind, path }) => (
              <li key={path}>
                <span className={`${classes.kind} ${kind === 'changed' ? '' : classes[kind]}`}>{t(`kind.${kind}`)}</span>{' '}
                <code>{path}</code>
              </li>
            ))}
          </ul>
          {shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
        </>
      )}
      <PartCommand command={dockerCommand('diff', container.name)} />
    </>
  );
}
