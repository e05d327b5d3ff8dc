'use client';

import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ListPlus, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { Output } from '@/lib/shared/api';
import { type NodeFilter, useNodePages, useNodeSummary } from '@/app/_api/hooks/nodes';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TilesSkeleton } from '@/app/_components/states';
import { useNodeWatches } from '@/app/_realtime/use-node-watch';
import type { NodeDto } from '@/lib/shared/nodes';
import { BoardTools } from './board-tools';
import classes from './node-board.module.css';
import { type NodeTask, NodeTaskDialog } from '../../_components/nodes/node-task-dialog';
import { NodeGrid } from './node-grid';
import { NodeTile } from './node-tile';
import { type BoardChoice, useBoardChoice } from './use-board-view';

const NodeCell = dynamic(async () => (await import('./node-cell')).NodeCell, { ssr: false });
const NodeTable = dynamic(async () => (await import('./node-table')).NodeTable, { ssr: false });
const PickedNodes = dynamic(async () => (await import('./picked-nodes')).PickedNodes, { ssr: false });
const NodeForm = dynamic(async () => (await import('../../_components/nodes/node-form')).NodeForm, { ssr: false });

/** Between the last letter typed and the question to the panel, ms. */
const typingPauseMs = 150;

function filterOf({ sort, show, classId }: BoardChoice, text: string): NodeFilter {
  return {
    sort,
    ...(classId !== '' && { class: classId }),
    ...(show === 'unwell' && { well: 'no' as const }),
    ...(show === 'free' && { student: 'no' as const }),
    ...(text.trim() !== '' && { q: text.trim() }),
  };
}

/** The nodes the reader teaches: in numbers, filtered and ordered by the panel, page after page while they scroll; live. */
export function NodeBoard({ first, counts }: { first: Output<'GET /nodes'>; counts: Output<'GET /node-summary'> }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const [choice, choose] = useBoardChoice();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, typingPauseMs);
  const filter = useMemo(() => filterOf(choice, asked), [choice, asked]);
  const isFirst = filter.sort === 'name' && Object.keys(filter).length === 1;
  const pages = useNodePages(filter, isFirst ? { first } : {});
  const { data: summary = counts } = useNodeSummary({}, { initialData: counts });
  const [adding, setAdding] = useState(false);
  const [task, setTask] = useState<NodeTask | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const pick = (ids: readonly string[], on: boolean) =>
    setPicked((held) => {
      const next = new Set(held);
      for (const id of ids) on ? next.add(id) : next.delete(id);
      return next;
    });
  const nodes = useMemo(() => pages.data?.pages.flatMap((one) => one.items) ?? [], [pages.data]);
  useNodeWatches(nodes.map((node) => node.id));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // Many nodes are added to a class: the one there is, or one to choose.
  const [onlyClass] = summary.classes.length === 1 ? summary.classes : [];
  const shownClass = choice.classId === 'none' ? null : choice.classId || onlyClass?.classId;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {summary.total > 0 && (
          <p className={page.summary} aria-live="polite">
            {t('summary', { ready: summary.ready, total: summary.total })}
          </p>
        )}
        <div className={page.tools}>
          {shownClass && (
            <Button component={Link} href={`/classes/${shownClass}/containers`} variant="default">
              {t('action.containers')}
            </Button>
          )}
          <Button
            component={Link}
            href={onlyClass?.classId ? `/classes/${onlyClass.classId}/add` : '/classes?add'}
            variant="default"
            leftSection={<ListPlus size={16} aria-hidden />}
          >
            {t('action.addMany')}
          </Button>
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('action.add')}
          </Button>
        </div>
      </div>
      {summary.total > 0 && <BoardTools text={text} onText={setText} choice={choice} onChoose={choose} summary={summary} />}
      {pages.error && <FailedState error={pages.error} onRetry={() => void pages.refetch()} />}
      {!pages.data && !pages.error && <TilesSkeleton />}
      {summary.total === 0 && <EmptyState title={t('empty.title')} text={t('empty.text')} />}
      {summary.total > 0 && pages.data && nodes.length === 0 && (
        <p className={page.none}>{asked.trim() === '' ? t('show.nothing') : common('noMatch', { text: asked })}</p>
      )}
      {choice.view === 'table' && (
        <PickedNodes nodes={nodes.filter((node) => picked.has(node.id))} onClear={() => setPicked(new Set())} />
      )}
      {nodes.length > 0 && (
        <Shown
          view={choice.view}
          nodes={nodes}
          mixed={choice.classId === '' && summary.classes.length > 1}
          picked={picked}
          onPick={pick}
          onTask={setTask}
          whole={!hasNextPage}
          onEnd={more}
        />
      )}
      {hasNextPage && (
        <p className={classes.more} role="status">
          {t('loaded', { count: nodes.length, total: pages.data?.pages[0]?.total ?? nodes.length })}
        </p>
      )}
      {adding && <NodeForm onClose={() => setAdding(false)} />}
      <NodeTaskDialog task={task} nodes={nodes} onClose={() => setTask(null)} />
    </div>
  );
}

interface ShownProps {
  view: BoardChoice['view'];
  nodes: NodeDto[];
  mixed: boolean;
  picked: ReadonlySet<string>;
  onPick: (ids: readonly string[], on: boolean) => void;
  onTask: (task: NodeTask) => void;
  /** There are no others. */
  whole: boolean;
  onEnd: () => void;
}

const idOf = (node: NodeDto): string => node.id;

function Shown({ view, whole, ...shown }: ShownProps) {
  if (view === 'table') return <NodeTable {...shown} />;
  const { nodes, mixed, onTask, onEnd } = shown;
  const size = view === 'compact' ? { minWidth: 200, gap: 10, estimate: 92 } : { minWidth: 300, gap: 16, estimate: 330 };
  return (
    <NodeGrid
      key={view}
      items={nodes}
      keyOf={idOf}
      {...size}
      whole={whole}
      onEnd={onEnd}
      render={(node) =>
        view === 'compact' ? <NodeCell node={node} mixed={mixed} /> : <NodeTile node={node} mixed={mixed} onTask={onTask} />
      }
    />
  );
}
