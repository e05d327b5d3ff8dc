'use client';

import { useTranslations } from 'next-intl';
import { useContainerProcesses } from '@/app/_api/hooks/containers';
import { DataTable } from '@/app/_components/data-table';
import { dockerCommand } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './container-page.module.css';
import { PartCommand } from './part-command';

/** Its processes, as the node sees them. */
export function ProcessesPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers.processes');
  const { data, error, refetch } = useContainerProcesses(nodeId, container.id);
  if (error?.code === 'container_not_running' || container.state === 'exited' || container.state === 'created')
    return <p className={page.none}>{t('stopped')}</p>;
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const pid = data.titles.indexOf('PID');
  // The command names the row: it comes last, and first on this page.
  const columns = data.titles.map((title, index) => ({ key: title, header: title, index }));
  const ordered = [...columns.slice(-1), ...columns.slice(0, -1)];
  return (
    <>
      <p className={classes.note}>{t('text')}</p>
      <DataTable
        caption={t('caption', { name: container.name })}
        rows={data.rows}
        rowKey={(row, index) => row[pid] ?? String(index)}
        columns={ordered.map(({ key, header, index }) => ({
          key,
          header,
          cell: (row: string[]) => <code>{row[index] ?? ''}</code>,
        }))}
      />
      <PartCommand command={dockerCommand('top', container.name)} />
    </>
  );
}
