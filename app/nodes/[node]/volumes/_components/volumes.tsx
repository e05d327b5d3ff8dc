'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useVolumes } from '@/app/_api/hooks/volumes';
import { CommandStrip } from '@/app/_components/command-strip';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { PlainButton } from '@/app/_components/plain-button';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { VolumeDto } from '@/lib/shared/volumes';
import { VolumeTable } from './volume-table';

const CreateVolumeDialog = dynamic(async () => (await import('./volume-dialogs')).CreateVolumeDialog, { ssr: false });
const PruneVolumesDialog = dynamic(async () => (await import('./volume-dialogs')).PruneVolumesDialog, { ssr: false });

const matches = ({ name, usedBy }: VolumeDto, text: string): boolean =>
  [name, ...usedBy.map((container) => container.name)].some((word) => word.toLowerCase().includes(text.trim().toLowerCase()));

/** All volumes of a node, and who mounts them. */
export function Volumes() {
  const t = useTranslations('volumes');
  const common = useTranslations('common');
  const node = usePageNode();
  const { data, error, refetch } = useVolumes(node.id);
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<'create' | 'prune' | null>(null);
  const volumes = data?.items ?? [];
  const shown = volumes.filter((volume) => matches(volume, filter));
  const unused = volumes.filter(({ usedBy }) => usedBy.length === 0);
  const away = node.state !== 'ready';
  const close = () => setOpen(null);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {volumes.length > 0 && <p className={page.summary}>{t('count', { total: volumes.length, unused: unused.length })}</p>}
        <div className={page.tools}>
          {volumes.length > 0 && <FilterInput value={filter} onChange={setFilter} label={t('filter')} />}
          {unused.length > 0 && !away && <PlainButton onClick={() => setOpen('prune')}>{t('action.prune')}</PlainButton>}
          {!away && (
            <PlainButton onClick={() => setOpen('create')}>
              <Plus size={15} aria-hidden />
              {t('action.create')}
            </PlainButton>
          )}
        </div>
      </div>
      {away && <LazyNodeAway node={node} />}
      {error && !data && !away && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && !away && volumes.length === 0 && <EmptyState title={t('empty.title')} text={t('empty.text')} />}
      {volumes.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 && (
        <div className={away ? page.stale : undefined}>
          <CommandStrip>
            <VolumeTable nodeId={node.id} volumes={shown} away={away} />
          </CommandStrip>
        </div>
      )}
      {open === 'create' && <CreateVolumeDialog nodeId={node.id} onClose={close} />}
      {open === 'prune' && <PruneVolumesDialog nodeId={node.id} volumes={unused} onClose={close} />}
    </div>
  );
}
