'use client';

import { Columns3, Play } from 'lucide-react';
import dynamic from 'next/dynamic';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useContainers } from '@/app/_api/hooks/containers';
import { useImages, useLayerWrites } from '@/app/_api/hooks/images';
import { useContainerUses, useWritten } from '@/app/_api/hooks/usage';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { CommandStrip } from '@/app/_components/command-strip';
import { FilterInput } from '@/app/_components/filter-input';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import { RemovedRows } from '@/app/_components/removed-rows';
import { RowEvents } from '@/app/_components/row-events';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { useUsageWatch } from '@/app/_realtime/use-node-watch';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { ContainerDto } from '@/lib/shared/containers';
import type { BulkAction } from './bulk-actions';
import { ContainerTable } from './container-table';
import {
  type ContainerFilter,
  type ContainerSort,
  containerLines,
  containerShows,
  containerSorts,
  shownContainers,
  sortedContainers,
} from './container-view';
import { useContainerView } from './use-container-view';

const RunDialog = dynamic(async () => (await import('./run-dialog')).RunDialog, { ssr: false });
const LogDrawer = dynamic(async () => (await import('./log-drawer')).LogDrawer, { ssr: false });
const ColumnChooser = dynamic(async () => (await import('./column-chooser')).ColumnChooser, { ssr: false });
const PickedContainers = dynamic(async () => (await import('./picked-containers')).PickedContainers, { ssr: false });
const BulkDialog = dynamic(async () => (await import('./bulk-dialog')).BulkDialog, { ssr: false });

/** All containers of a node, live; run a new one, and everything else one does with them. @param userId whose choice of columns it is */
export function Containers({ userId }: { userId: string }) {
  const t = useTranslations('containers');
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const node = usePageNode();
  const { data, error, refetch } = useContainers(node.id);
  const images = useImages(node.id);
  const [running, setRunning] = useState(search.has('run'));
  const containers = data?.items ?? [];
  const away = node.state !== 'ready';
  const noImages = images.data?.items.length === 0;
  function closeRun(): void {
    setRunning(false);
    if (search.has('run')) router.replace(path);
  }
  const runButton = (
    <PlainButton look="lead" onClick={() => setRunning(true)} disabled={away}>
      <Play size={16} aria-hidden /> {t('action.run')}
    </PlainButton>
  );
  return (
    <RowEvents nodeId={node.id}>
      <div className={page.page}>
        <ContainerList nodeId={node.id} userId={userId} containers={containers} away={away} runButton={runButton}>
          {away && data && <LazyNodeAway node={node} />}
        </ContainerList>
        {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <TableSkeleton />}
        {data && !away && containers.length === 0 && (
          <EmptyState title={t('empty.title')} text={noImages ? t('empty.noImages') : t('empty.text')}>
            {noImages ? (
              <Link className={buttonClass('lead')} href={nodeAddress(node.id, 'images?pull')}>
                {t('action.pull')}
              </Link>
            ) : (
              <PlainButton look="lead" onClick={() => setRunning(true)}>
                {t('action.run')}
              </PlainButton>
            )}
          </EmptyState>
        )}
        <RemovedRows kind="container" />
        {running && <RunDialog nodeId={node.id} image={search.get('image') ?? undefined} onClose={closeRun} />}
      </div>
    </RowEvents>
  );
}

interface ListProps {
  nodeId: string;
  userId: string;
  containers: readonly ContainerDto[];
  away: boolean;
  runButton: ReactNode;
  children: ReactNode;
}

/** The table with its tools: which rows and columns, in which order, and what is done with those that are selected. */
function ContainerList({ nodeId, userId, containers, away, runButton, children }: ListProps) {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const [filter, setFilter] = useState<ContainerFilter>({ text: '', show: 'every' });
  const [view, setView] = useContainerView(userId);
  const [choosing, setChoosing] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<{ action: BulkAction; containers: readonly ContainerDto[] } | null>(null);
  const [logsOf, setLogsOf] = useState<ContainerDto | null>(null);
  const { columns, sort } = view;
  // The button stays the same one when the first container comes: it may have the focus.
  const has = containers.length > 0;
  useUsageWatch(nodeId, has && !away && (columns.includes('cpu') || columns.includes('memory')));
  const uses = useContainerUses(nodeId, sort === 'cpu' || sort === 'memory');
  const written = useWritten(nodeId, sort === 'size');
  const shown = useMemo(
    () => sortedContainers(shownContainers(containers, filter), sort, { uses, written }),
    [containers, filter, sort, uses, written],
  );
  const lines = useMemo(() => containerLines(shown), [shown]);
  // What is not shown is not meant: nobody sees that it is selected.
  const selected = useMemo(() => shown.filter(({ id }) => picked.has(id)), [shown, picked]);
  const onPick = useCallback(
    (ids: readonly string[], on: boolean) =>
      setPicked((held) => new Set(on ? [...held, ...ids] : [...held].filter((id) => !ids.includes(id)))),
    [],
  );
  const onSort = useCallback((by: ContainerSort) => setView({ sort: by }), [setView]);
  return (
    <>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {has && (
          <p className={page.summary}>
            {t('count', { running: containers.filter((c) => c.state === 'running').length, total: containers.length })}
          </p>
        )}
        <div className={page.tools}>
          {has && (
            <>
              <FilterInput value={filter.text} onChange={(text) => setFilter({ ...filter, text })} label={t('filter')} />
              <ChoiceSelect
                label={t('show.label')}
                choices={containerShows.map((key) => ({ key, text: key === 'every' ? t('show.every') : t(`state.${key}`) }))}
                chosen={filter.show}
                onChoose={(show) => setFilter({ ...filter, show })}
              />
              <ChoiceSelect
                label={t('sort.label')}
                choices={containerSorts.map((key) => ({ key, text: t(`sort.${key}`) }))}
                chosen={sort}
                onChoose={onSort}
              />
              {choosing ? (
                <ColumnChooser columns={columns} onChoose={(next) => setView({ columns: next })} />
              ) : (
                <PlainButton onClick={() => setChoosing(true)} aria-label={t('columns.label')}>
                  <Columns3 size={17} aria-hidden />
                </PlainButton>
              )}
            </>
          )}
          {runButton}
        </div>
      </div>
      {children}
      {has && columns.includes('size') && !away && <WrittenAsked nodeId={nodeId} />}
      {has && shown.length === 0 && (
        <p className={page.none}>{filter.text.trim() === '' ? t('show.none') : common('noMatch', { text: filter.text })}</p>
      )}
      {shown.length > 0 && (
        <div className={away ? page.stale : undefined}>
          <CommandStrip>
            {selected.length > 0 && !away && (
              <PickedContainers
                containers={selected}
                onAct={(action) => setAsking({ action, containers: selected })}
                onClear={() => setPicked(new Set())}
              />
            )}
            <ContainerTable {...{ nodeId, lines, view, onSort, picked, onPick, away }} onLogs={setLogsOf} />
          </CommandStrip>
        </div>
      )}
      {asking && <BulkDialog nodeId={nodeId} {...asking} onClose={() => setAsking(null)} />}
      {logsOf && <LogDrawer nodeId={nodeId} container={rowOf(containers, logsOf)} onClose={() => setLogsOf(null)} />}
    </>
  );
}

/** As it is now; one that is gone stays as it was, and does not run. */
const rowOf = (containers: readonly ContainerDto[], shown: ContainerDto): ContainerDto =>
  containers.find(({ id }) => id === shown.id) ?? { ...shown, state: 'exited' };

/** Asks what containers have written, as often as the node can tell it, for cells that read it. */
function WrittenAsked({ nodeId }: { nodeId: string }) {
  useLayerWrites(nodeId);
  return null;
}
