'use client';

import { useTranslations } from 'next-intl';
import { useJobs } from '@/app/_api/hooks/jobs';
import { JobCard } from '@/app/_components/job-card';
import page from '@/app/_components/page.module.css';
import classes from './overview.module.css';

const shown = 5;

/** What was done to the node last. */
export function RecentJobs({ nodeId }: { nodeId: string }) {
  const t = useTranslations('nodes.overview');
  const { data, error } = useJobs(nodeId);
  const common = useTranslations('common');
  const jobs = data?.items.slice(0, shown) ?? [];
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
    </section>
  );
}
