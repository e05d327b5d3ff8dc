'use client';

import { usePullImage, usePushImage } from '@/app/_api/hooks/images';
import { useJobs } from '@/app/_api/hooks/jobs';
import { JobCard } from '@/app/_components/job-card';
import { isActive } from '@/app/_components/use-activity';
import type { JobDto } from '@/lib/shared/jobs';
import classes from './images.module.css';

const kinds: ReadonlySet<JobDto['kind']> = new Set(['image.pull', 'image.push', 'image.build']);

/** Pulls, pushes and builds of a node that are worth a place: what runs, and the newest one when it did not end well. */
export function useImageJobs(nodeId: string, isShown: (job: JobDto) => boolean = () => true): JobDto[] {
  const { data } = useJobs(nodeId);
  const jobs = (data?.items ?? []).filter(({ kind }) => kinds.has(kind)).filter(isShown);
  const newest = jobs[0];
  const troubled = newest && !isActive(newest) && newest.state !== 'done' ? [newest] : [];
  return [...jobs.filter(isActive), ...troubled];
}

interface Props {
  nodeId: string;
  jobs: JobDto[];
  away: boolean;
  /** Shows what can be removed. */
  onFree?: () => void;
}

export function ImageJobs({ nodeId, jobs, away, onFree }: Props) {
  const pull = usePullImage(nodeId);
  const push = usePushImage(nodeId);
  if (jobs.length === 0) return null;
  return (
    <div className={classes.pulls}>
      {jobs.map((job) => (
        <JobCard
          key={job.id}
          job={job}
          onFree={away ? undefined : onFree}
          // What a build was made of is not kept.
          onRetry={
            away || job.kind === 'image.build' ? undefined : () => (job.kind === 'image.push' ? push : pull).mutate(job.subject)
          }
        />
      ))}
    </div>
  );
}
