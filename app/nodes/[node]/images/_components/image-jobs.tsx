'use client';

import { usePullImage, usePushImage } from '@/app/_api/hooks/images';
import { useJobs } from '@/app/_api/hooks/jobs';
import { JobCard } from '@/app/_components/job-card';
import { isActive } from '@/app/_components/use-activity';
import type { JobDto } from '@/lib/shared/jobs';
import classes from './images.module.css';

/** Pulls and pushes of a node that are worth a place: what runs, and the newest one when it did not end well. */
export function useImageJobs(nodeId: string, isShown: (job: JobDto) => boolean = () => true): JobDto[] {
  const { data } = useJobs(nodeId);
  const jobs = (data?.items ?? []).filter(({ kind }) => kind === 'image.pull' || kind === 'image.push').filter(isShown);
  const newest = jobs[0];
  const troubled = newest && !isActive(newest) && newest.state !== 'done' ? [newest] : [];
  return [...jobs.filter(isActive), ...troubled];
}

export function ImageJobs({ nodeId, jobs, away }: { nodeId: string; jobs: JobDto[]; away: boolean }) {
  const pull = usePullImage(nodeId);
  const push = usePushImage(nodeId);
  if (jobs.length === 0) return null;
  return (
    <div className={classes.pulls}>
      {jobs.map((job) => (
        <JobCard
          key={job.id}
          job={job}
          onRetry={away ? undefined : () => (job.kind === 'image.push' ? push : pull).mutate(job.subject)}
        />
      ))}
    </div>
  );
}
