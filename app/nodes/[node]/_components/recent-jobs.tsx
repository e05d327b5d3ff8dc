'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useJobs } from '@/app/_api/hooks/jobs';
import { JobCard } from '@/app/_components/job-card';
import page from '@/app/_components/page.module.css';
import { PageTurn } from '@/app/_components/page-turn';
import classes from './overview.module.css';

const shown = 5;

/** What was done to the node last; all of it, page by page, once it is asked for. */
export function RecentJobs({ nodeId }: { nodeId: string }) {
  const t = useTranslations('nodes.overview');
  const [isAll, setAll] = useState(false);
  const [cursors, setCursors] = useState<string[]>([]);
  const { data, error } = useJobs(nodeId, cursors.at(-1));
  const common = useTranslations('common');
  const jobs = data?.items.slice(0, isAll ? undefined : shown) ?? [];
  const isMore = data !== undefined && (data.items.length > jobs.length || data.nextCursor !== undefined);
  return (
    <section className={page.card}>
      <h2>{t('recent')}</h2>
      {jobs.length === 0 ? (
        <p className={classes.none}>{data ? t('noJobs') : error ? error.message : common('loading')}</p>
      ) : (
        <div className={classes.jobs}>
          {jobs.map((job) => (
            <JobCard key={job.id} job={job} />
          ))}
        </div>
      )}
      {isAll ? (
        <PageTurn cursors={cursors} next={data?.nextCursor} onTurn={setCursors} />
      ) : (
        isMore && (
          <Button variant="default" size="sm" mt="md" onClick={() => setAll(true)}>
            {t('moreJobs')}
          </Button>
        )
      )}
    </section>
  );
}
