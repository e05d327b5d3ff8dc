'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { jobKeys } from '@/app/_api/hooks/keys';
import type { JobDto } from '@/lib/shared/jobs';

const none: JobDto[] = [];

/** Every job the page has heard of, the newest first, each once in its newest revision. */
function jobsIn(client: QueryClient): JobDto[] {
  const newest = new Map<string, JobDto>();
  const take = (job: JobDto) => {
    const held = newest.get(job.id);
    if (!held || held.revision < job.revision) newest.set(job.id, job);
  };
  for (const [, job] of client.getQueriesData<JobDto>({ queryKey: jobKeys.details() })) if (job) take(job);
  for (const [, list] of client.getQueriesData<{ items: JobDto[] }>({ queryKey: jobKeys.lists() }))
    for (const job of list?.items ?? []) take(job);
  return [...newest.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** The long work this page knows of, on all nodes it has watched. Follows the cache; asks nobody. */
export function useActivity(): JobDto[] {
  const client = useQueryClient();
  const last = useRef<JobDto[]>(none);
  const subscribe = useCallback((listener: () => void) => client.getQueryCache().subscribe(listener), [client]);
  const snapshot = useCallback(() => {
    const jobs = jobsIn(client);
    const same = jobs.length === last.current.length && jobs.every((job, at) => job === last.current[at]);
    if (!same) last.current = jobs;
    return last.current;
  }, [client]);
  return useSyncExternalStore(subscribe, snapshot, () => none);
}

export const isActive = (job: JobDto): boolean => job.state === 'running' || job.state === 'queued';
