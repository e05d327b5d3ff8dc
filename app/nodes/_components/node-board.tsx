'use client';

import { Button } from '@mantine/core';
import { LayoutGrid, List, ListPlus, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type AllNodes, useNodes } from '@/app/_api/hooks/nodes';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TilesSkeleton } from '@/app/_components/states';
import { useNodeWatches } from '@/app/_realtime/use-node-watch';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './node-board.module.css';
import { type NodeTask, NodeTaskDialog } from './node-task-dialog';
import { NodeTable } from './node-table';
import { NodeTile } from './node-tile';

const NodeForm = dynamic(async () => (await import('./node-form')).NodeForm, { ssr: false });

const matches = (node: NodeDto, text: string): boolean =>
  [node.name, node.host, ...node.assignees.flatMap((person) => [person.name, person.email])].some((word) =>
    word.toLowerCase().includes(text.trim().toLowerCase()),
  );

/** Tiles for the room, a table for work; both live. */
export function NodeBoard({ initial }: { initial: AllNodes }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const { data, error, refetch } = useNodes({}, { initialData: initial });
  const [filter, setFilter] = useState('');
  const [view, setView] = useState<'tiles' | 'table'>('tiles');
  const [adding, setAdding] = useState(false);
  const [task, setTask] = useState<NodeTask | null>(null);
  const nodes = data?.items ?? [];
  useNodeWatches(nodes.map((node) => node.id));
  const classIds = [...new Set(nodes.flatMap((node) => node.classId ?? []))];
  // Many nodes are added to a class: the one there is, or one to choose.
  const classId = classIds.length === 1 ? classIds[0] : undefined;
  const shown = nodes.filter((node) => matches(node, filter));
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {nodes.length > 0 && (
          <p className={page.summary} aria-live="polite">
            {t('summary', { ready: nodes.filter((node) => node.state === 'ready').length, total: nodes.length })}
          </p>
        )}
        <div className={page.tools}>
          {nodes.length > 0 && (
            <>
              <FilterInput value={filter} onChange={setFilter} label={t('filter')} />
              <ViewSwitch view={view} onChange={setView} />
            </>
          )}
          <Button
            component={Link}
            href={classId ? `/classes/${classId}/add` : '/classes'}
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
      {error && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TilesSkeleton />}
      {data && nodes.length === 0 && <EmptyState title={t('empty.title')} text={t('empty.text')} />}
      {nodes.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 &&
        (view === 'tiles' ? (
          <ul className={classes.tiles}>
            {shown.map((node) => (
              <NodeTile key={node.id} node={node} onTask={setTask} />
            ))}
          </ul>
        ) : (
          <NodeTable nodes={shown} onTask={setTask} />
        ))}
      {adding && <NodeForm onClose={() => setAdding(false)} />}
      <NodeTaskDialog task={task} nodes={nodes} onClose={() => setTask(null)} />
    </div>
  );
}

function ViewSwitch({ view, onChange }: { view: 'tiles' | 'table'; onChange: (view: 'tiles' | 'table') => void }) {
  const t = useTranslations('nodes.view');
  return (
    <ChoiceSwitch
      label={t('label')}
      choices={[
        { key: 'tiles', text: t('tiles'), icon: <LayoutGrid size={16} aria-hidden /> },
        { key: 'table', text: t('table'), icon: <List size={16} aria-hidden /> },
      ]}
      chosen={view}
      onChoose={onChange}
    />
  );
}
