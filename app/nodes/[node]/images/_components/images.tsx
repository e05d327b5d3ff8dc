'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useImages, usePullImage } from '@/app/_api/hooks/images';
import { useJobs } from '@/app/_api/hooks/jobs';
import { CommandStrip } from '@/app/_components/command-strip';
import { FilterInput } from '@/app/_components/filter-input';
import { JobCard } from '@/app/_components/job-card';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { isActive } from '@/app/_components/use-activity';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { ImageDto } from '@/lib/shared/images';
import type { JobDto } from '@/lib/shared/jobs';
import { ImageTable } from './image-table';
import classes from './images.module.css';
import { PullForm } from './pull-form';

const matches = (image: ImageDto, text: string): boolean =>
  [...image.tags, image.id].some((word) => word.toLowerCase().includes(text.trim().toLowerCase()));

/** Pulls worth a place on the page: what runs, and the newest one when it did not end well. */
function worthShowing(jobs: JobDto[]): JobDto[] {
  const pulls = jobs.filter((job) => job.kind === 'image.pull');
  const newest = pulls[0];
  const troubled = newest && !isActive(newest) && newest.state !== 'done' ? [newest] : [];
  return [...pulls.filter(isActive), ...troubled];
}

/** All images of a node, live, and the pulls on their way. */
export function Images() {
  const t = useTranslations('images');
  const common = useTranslations('common');
  const node = usePageNode();
  const { data, error, refetch } = useImages(node.id);
  const jobs = useJobs(node.id);
  const pull = usePullImage(node.id);
  const [filter, setFilter] = useState('');
  const images = data?.items ?? [];
  const shown = images.filter((image) => matches(image, filter));
  const away = node.state !== 'ready';
  const pulls = worthShowing(jobs.data?.items ?? []);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {data && <p className={page.summary}>{t('count', { count: images.length })}</p>}
        <div className={page.tools}>
          {images.length > 0 && <FilterInput value={filter} onChange={setFilter} label={t('filter')} />}
        </div>
      </div>
      {away && data && <LazyNodeAway node={node} />}
      <PullForm pull={pull} disabled={away} registry={node.docker?.registry} />
      {pulls.length > 0 && (
        <div className={classes.pulls}>
          {pulls.map((job) => (
            <JobCard key={job.id} job={job} onRetry={away ? undefined : () => pull.mutate(job.subject)} />
          ))}
        </div>
      )}
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && !away && images.length === 0 && !pulls.some(isActive) && (
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
    </div>
  );
}
