'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useImages, usePullImage } from '@/app/_api/hooks/images';
import { CommandStrip } from '@/app/_components/command-strip';
import { FilterInput } from '@/app/_components/filter-input';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import { RemovedRows } from '@/app/_components/removed-rows';
import { RowEvents } from '@/app/_components/row-events';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { isActive } from '@/app/_components/job-state';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { ImageDto } from '@/lib/shared/images';
import { ImageJobs, useImageJobs } from './image-jobs';
import { ImageTable } from './image-table';
import { PullForm } from './pull-form';

const PruneImagesDialog = dynamic(async () => (await import('./prune-dialog')).PruneImagesDialog, { ssr: false });
const LoadDialog = dynamic(async () => (await import('./load-dialog')).LoadDialog, { ssr: false });

const matches = (image: ImageDto, text: string): boolean =>
  [...image.tags, image.id].some((word) => word.toLowerCase().includes(text.trim().toLowerCase()));

/** All images of a node, live, and the pulls on their way. */
export function Images() {
  const t = useTranslations('images');
  const common = useTranslations('common');
  const node = usePageNode();
  const { data, error, refetch } = useImages(node.id);
  const jobs = useImageJobs(node.id);
  const pull = usePullImage(node.id);
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<'load' | 'prune' | null>(null);
  const images = data?.items ?? [];
  const shown = images.filter((image) => matches(image, filter));
  const away = node.state !== 'ready';
  return (
    <RowEvents nodeId={node.id}>
      <div className={page.page}>
        <div className={page.head}>
          <h1>{t('title')}</h1>
          {data && <p className={page.summary}>{t('count', { count: images.length })}</p>}
          <div className={page.tools}>
            {images.length > 0 && <FilterInput value={filter} onChange={setFilter} label={t('filter')} />}
            {!away && images.some(({ containers }) => containers === 0) && (
              <PlainButton onClick={() => setOpen('prune')}>{t('word.prune')}</PlainButton>
            )}
            {!away && (
              <Link className={buttonClass()} href={nodeAddress(node.id, 'images/build')}>
                {t('word.build')}
              </Link>
            )}
            {!away && <PlainButton onClick={() => setOpen('load')}>{t('word.load')}</PlainButton>}
          </div>
        </div>
        {away && data && <LazyNodeAway node={node} />}
        <PullForm pull={pull} disabled={away} registry={node.docker?.registry} />
        <ImageJobs nodeId={node.id} jobs={jobs} away={away} onFree={() => setOpen('prune')} />
        {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <TableSkeleton />}
        {data && !away && images.length === 0 && !jobs.some(isActive) && (
          <EmptyState title={t('empty.title')} text={t('empty.text')} />
        )}
        {images.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
        {shown.length > 0 && (
          <div className={away ? page.stale : undefined}>
            <CommandStrip>
              <ImageTable nodeId={node.id} images={shown} all={images} away={away} />
            </CommandStrip>
          </div>
        )}
        <RemovedRows kind="image" images={data?.items} />
        {open === 'prune' && <PruneImagesDialog nodeId={node.id} onClose={() => setOpen(null)} />}
        {open === 'load' && <LoadDialog nodeId={node.id} onClose={() => setOpen(null)} />}
      </div>
    </RowEvents>
  );
}
