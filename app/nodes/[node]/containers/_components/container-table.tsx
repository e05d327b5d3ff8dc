'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useStoppingContainers } from '@/app/_api/hooks/containers';
import { Ago } from '@/app/_components/ago';
import { CommandLine, CopyId } from '@/app/_components/copy';
import type { Column } from '@/app/_components/data-table';
import page from '@/app/_components/page.module.css';
import pick from '@/app/_components/pick-row.module.css';
import { portText } from '@/app/_components/port-text';
import { eventColumnWidth } from '@/app/_components/row-events';
import { VirtualTable } from '@/app/_components/virtual-table';
import type { ContainerDto } from '@/lib/shared/containers';
import { composeCommand } from './compose-groups';
import { ContainerActions, RemoveContainer } from './container-actions';
import { CellProvider, CpuCell, MemoryCell, NameCell, PickAll, SizeCell, StateCell } from './container-cells';
import type { ContainerTask } from './container-tasks';
import {
  type ContainerColumn,
  type ContainerLine,
  type ContainerSort,
  type ContainerView,
  isDescending,
  isHead,
} from './container-view';

const ContainerTaskDialog = dynamic(async () => (await import('./container-tasks')).ContainerTaskDialog, { ssr: false });

interface Props {
  nodeId: string;
  lines: readonly ContainerLine[];
  view: ContainerView;
  onSort: (sort: ContainerSort) => void;
  picked: ReadonlySet<string>;
  onPick: (ids: readonly string[], on: boolean) => void;
  /** The node does not answer: look, do not touch. */
  away: boolean;
  onLogs: (container: ContainerDto) => void;
}

/** The containers of a node. Columns stay the same objects while nothing of them changes, so that an event draws its own row alone. */
export function ContainerTable({ nodeId, lines, view, onSort, picked, onPick, away, onLogs }: Props) {
  const t = useTranslations('containers');
  const [removing, setRemoving] = useState<ContainerDto | null>(null);
  const [task, setTask] = useState<{ kind: ContainerTask; container: ContainerDto } | null>(null);
  const stopping = useStoppingContainers(nodeId);
  const onTask = useCallback((kind: ContainerTask, container: ContainerDto) => setTask({ kind, container }), []);
  const actions = useMemo(() => ({ nodeId, onLogs, onTask, onRemove: setRemoving }), [nodeId, onLogs, onTask]);
  const columns = useColumns({ lines, view, onSort, actions: away ? null : actions });
  const state = useMemo(() => ({ nodeId, picked, onPick, stopping }), [nodeId, picked, onPick, stopping]);
  return (
    <CellProvider state={state}>
      <VirtualTable<ContainerLine>
        caption={t('title')}
        rows={lines}
        rowKey={(line) => (isHead(line) ? `head ${line.head ?? ''}` : line.id)}
        heading={(line) => (isHead(line) ? <Head project={line.head} services={line.services} /> : null)}
        columns={columns}
      />
      {task && <ContainerTaskDialog nodeId={nodeId} task={task.kind} container={task.container} onClose={() => setTask(null)} />}
      {removing && <RemoveContainer nodeId={nodeId} container={removing} onClose={() => setRemoving(null)} />}
    </CellProvider>
  );
}

function Head({ project, services }: { project: string | null; services: readonly string[] }) {
  const t = useTranslations('containers.compose');
  if (project === null) return t('others');
  return (
    <>
      {t('title', { project })}
      <p className={pick.note}>{t('text', { services: services.join(', ') })}</p>
      <div className={page.commands}>
        <CommandLine command={composeCommand(project, 'up', '-d')} label={t('up')} />
        <CommandLine command={composeCommand(project, 'down')} label={t('down')} />
      </div>
    </>
  );
}

interface Actions {
  nodeId: string;
  onLogs: (container: ContainerDto) => void;
  onRemove: (container: ContainerDto) => void;
  onTask: (task: ContainerTask, container: ContainerDto) => void;
}

function useColumns({ lines, view, onSort, actions }: Pick<Props, 'lines' | 'view' | 'onSort'> & { actions: Actions | null }) {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const { columns: chosen, sort: sorted } = view;
  // Another state of a container is another row, and not another set of rows.
  const ids = lines.flatMap((line) => (isHead(line) ? [] : line.id)).join(' ');
  return useMemo((): Column<ContainerLine>[] => {
    const of = (cell: (container: ContainerDto) => ReactNode) => (line: ContainerLine) => (isHead(line) ? null : cell(line));
    const sort = (by: ContainerSort) => ({
      sort: { active: sorted === by, descending: isDescending(by), onSort: () => onSort(by) },
    });
    const known: Record<ContainerColumn, Omit<Column<ContainerLine>, 'key' | 'header'>> = {
      state: { ...sort('state'), cell: of((container) => <StateCell container={container} />) },
      image: {
        ...sort('image'),
        cell: of(({ image }) => <code>{image.replace(/^sha256:([a-f0-9]{12})[a-f0-9]*$/, '$1')}</code>),
      },
      ports: { cell: of(({ ports }) => ports.map(portText).join(', ') || '–') },
      uptime: { ...sort('uptime'), cell: of(({ startedAt }) => (startedAt ? <Ago at={startedAt} /> : '–')) },
      cpu: { ...sort('cpu'), align: 'end', cell: of(({ id }) => <CpuCell id={id} />) },
      memory: { ...sort('memory'), align: 'end', cell: of(({ id }) => <MemoryCell id={id} />) },
      size: { ...sort('size'), align: 'end', cell: of(({ id }) => <SizeCell id={id} />) },
      created: { ...sort('created'), cell: of(({ createdAt }) => <Ago at={createdAt} />) },
      id: { cell: of(({ id }) => <CopyId id={id} />) },
    };
    return [
      {
        key: 'name',
        minWidth: eventColumnWidth,
        header: (
          <div className={pick.row}>
            <PickAll ids={ids === '' ? [] : ids.split(' ')} />
            {t('column.name')}
          </div>
        ),
        cell: of((container) => <NameCell container={container} />),
      },
      ...chosen.map((key) => ({ key, header: t(`column.${key}`), ...known[key] })),
      {
        key: 'actions',
        header: common('actions'),
        kind: 'actions',
        cell: of(
          (container) =>
            actions && <ContainerActions {...actions} container={container} onTask={(task) => actions.onTask(task, container)} />,
        ),
      },
    ];
  }, [t, common, chosen, sorted, onSort, actions, ids]);
}
