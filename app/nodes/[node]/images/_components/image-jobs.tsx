'use client';

import { useState } from 'react';
import { usePullImage, usePushImage } from '@/app/_api/hooks/images';
import { useJobs } from '@/app/_api/hooks/jobs';
import { JobCard } from '@/app/_components/job-card';
import { LazySignInDialog } from '@/app/_components/registry-sign-ins/lazy-sign-in-dialog';
import { isActive } from '@/app/_components/job-state';
import { FormError } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { registryHostOf } from '@/lib/shared/registry-host';
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

/** A registry said these of who asked. */
const wantsSignIn: ReadonlySet<string> = new Set(['registry_login_needed', 'registry_push_login', 'registry_credentials_wrong']);

interface Props {
  nodeId: string;
  jobs: JobDto[];
  away: boolean;
  /** Shows what can be removed. */
  onFree?: () => void;
}

export function ImageJobs({ nodeId, jobs, away, onFree }: Props) {
  const node = usePageNode();
  const pull = usePullImage(nodeId);
  const push = usePushImage(nodeId);
  const [refused, setRefused] = useState<JobDto | null>(null);
  if (jobs.length === 0) return null;
  const again = (job: JobDto) => {
    for (const earlier of [pull, push]) earlier.reset();
    (job.kind === 'image.push' ? push : pull).mutate(job.subject);
  };
  // What a build was made of is not kept; what is part of an operation may be of several images, and is retried there.
  const isOwn = ({ kind, operationId }: JobDto): boolean => !away && kind !== 'image.build' && operationId === null;
  return (
    <div className={classes.pulls}>
      {jobs.map((job) => (
        <JobCard
          key={job.id}
          job={job}
          onFree={away ? undefined : onFree}
          {...(isOwn(job) && { onRetry: () => again(job) })}
          {...(isOwn(job) &&
            (!node.staff || node.classId !== null) &&
            wantsSignIn.has(job.error?.code ?? '') && {
              signIn: { host: registryHostOf(job.subject), onOpen: () => setRefused(job) },
            })}
        />
      ))}
      <FormError error={pull.error ?? push.error} />
      {refused && (
        <LazySignInDialog
          // Staff do not give their own to a student's node.
          classId={node.staff ? node.classId : null}
          host={registryHostOf(refused.subject)}
          node={nodeId}
          onSaved={() => again(refused)}
          onClose={() => setRefused(null)}
        />
      )}
    </div>
  );
}
