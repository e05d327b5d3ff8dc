import type { Output } from '@/lib/shared/api';
import { jobKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** The node's jobs, the newest first. */
export const useJobs = (node: string, options?: QueryOptions<Output<'GET /nodes/{node}/jobs'>>) =>
  useOperation(nodeKeys.jobs(node), 'GET /nodes/{node}/jobs', { params: { node } }, options);

export const useJob = (job: string, options?: QueryOptions<Output<'GET /jobs/{job}'>>) =>
  useOperation(jobKeys.detail(job), 'GET /jobs/{job}', { params: { job } }, options);

/** `mutate(jobId)`. */
export const useCancelJob = (node: string) =>
  useChange(
    'POST /jobs/{job}/cancel',
    (job: string) => ({ params: { job } }),
    (job) => [nodeKeys.jobs(node), jobKeys.detail(job)],
  );
