import { useQueryClient } from '@tanstack/react-query';
import { newestJob } from '@/app/_api/live';
import type { Output } from '@/lib/shared/api';
import { jobKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** The node's jobs, the newest first. */
export function useJobs(nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/jobs'>>) {
  const client = useQueryClient();
  const merge = (answer: Output<'GET /nodes/{node}/jobs'>) => ({
    ...answer,
    items: answer.items.map((job) => newestJob(client, job)),
  });
  return useOperation(jobKeys.list(nodeId), 'GET /nodes/{node}/jobs', { params: { node: nodeId } }, { ...options, merge });
}

/** One's own jobs on all nodes: what runs, then what ended last. */
export function useOwnJobs() {
  const client = useQueryClient();
  const merge = (answer: Output<'GET /jobs'>) => ({ items: answer.items.map((job) => newestJob(client, job)) });
  return useOperation(jobKeys.own(), 'GET /jobs', {}, { merge });
}

export function useJob(job: string, options?: QueryOptions<Output<'GET /jobs/{job}'>>) {
  const client = useQueryClient();
  const merge = (answer: Output<'GET /jobs/{job}'>) => newestJob(client, answer);
  return useOperation(jobKeys.detail(job), 'GET /jobs/{job}', { params: { job } }, { ...options, merge });
}

/** `mutate(jobId)`. */
export const useCancelJob = (nodeId: string) =>
  useChange(
    'POST /jobs/{job}/cancel',
    (job: string) => ({ params: { job } }),
    (job) => [jobKeys.list(nodeId), jobKeys.detail(job), jobKeys.own()],
  );
