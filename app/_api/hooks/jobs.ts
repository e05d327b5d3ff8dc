import { useQueryClient } from '@tanstack/react-query';
import { newestJob } from '@/app/_api/live';
import type { Output } from '@/lib/shared/api';
import { jobKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** The node's jobs, the newest first. @param cursor of an older page: only the first hears of new ones */
export function useJobs(nodeId: string, cursor?: string) {
  const client = useQueryClient();
  const merge = (answer: Output<'GET /nodes/{node}/jobs'>) => ({
    ...answer,
    items: answer.items.map((job) => newestJob(client, job)),
  });
  const key = cursor === undefined ? jobKeys.list(nodeId) : jobKeys.page(nodeId, cursor);
  return useOperation(key, 'GET /nodes/{node}/jobs', { params: { node: nodeId }, query: { cursor } }, { merge });
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
