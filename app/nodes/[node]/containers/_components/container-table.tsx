'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRecentEvents } from '@/app/_api/hooks/docker-events';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { RowEvent } from '@/app/_components/event-text';
import { Link } from '@/app/_components/link';
import { ContainerStateWord } from '@/app/_components/state-word';
import type { ContainerDto } from '@/lib/shared/containers';
import { ContainerActions, RemoveContainer } from './container-actions';
import type { ContainerTask } from './container-tasks';
import { containerAddress } from '@/app/_components/container-address';
import { portText } from '@/app/_components/port-text';

const ContainerTaskDialog = dynamic(async () => (await import('./container-tasks')).ContainerTaskDialog, { ssr: false });

interface Props {
  nodeId: string;
  containers: ContainerDto[];
  /** The node does not answer: look, do not touch. */
  away: boolean;
  onLogs: (container: ContainerDto) => void;
}

export function ContainerTable({ nodeId, containers, away, onLogs }: Props) {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const recent = useRecentEvents(nodeId);
  const [removing, setRemoving] = useState<ContainerDto | null>(null);
  const [task, setTask] = useState<{ kind: ContainerTask; container: ContainerDto } | null>(null);
  const [stopping, setStopping] = useState<string | null>(null);
  return (
    <>
      <DataTable
        caption={t('title')}
        rows={containers}
        rowKey={(container) => container.id}
        columns={[
          {
            key: 'name',
            header: t('column.name'),
            cell: ({ name, id }) => (
              <>
                <Link href={containerAddress(nodeId, name, id)}>{name}</Link>
                <RowEvent event={recent.get(id)} />
              </>
            ),
          },
          {
            key: 'state',
            header: t('column.state'),
            cell: (container) => (
              <span>
                <ContainerStateWord container={container} stopping={stopping === container.id} />{' '}
                {container.startedAt && <Ago at={container.startedAt} />}
              </span>
            ),
          },
          {
            key: 'image',
            header: t('column.image'),
            cell: ({ image }) => <code>{image.replace(/^sha256:([a-f0-9]{12})[a-f0-9]*$/, '$1')}</code>,
          },
          { key: 'ports', header: t('column.ports'), cell: ({ ports }) => ports.map(portText).join(', ') || '–' },
          { key: 'created', header: t('column.created'), cell: ({ createdAt }) => <Ago at={createdAt} /> },
          { key: 'id', header: t('column.id'), cell: ({ id }) => <CopyId id={id} /> },
          {
            key: 'actions',
            header: common('actions'),
            kind: 'actions',
            cell: (container) =>
              !away && (
                <ContainerActions
                  nodeId={nodeId}
                  container={container}
                  onLogs={onLogs}
                  onRemove={setRemoving}
                  onStopping={setStopping}
                  onTask={(kind) => setTask({ kind, container })}
                />
              ),
          },
        ]}
      />
      {task && <ContainerTaskDialog nodeId={nodeId} task={task.kind} container={task.container} onClose={() => setTask(null)} />}
      {removing && <RemoveContainer nodeId={nodeId} container={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}
