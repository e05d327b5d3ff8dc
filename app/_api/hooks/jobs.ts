import type { Output } from '@/lib/shared/api';
import { jobKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** The node's jobs, the newest first. */
export const useJobs = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/jobs'>>) =>
  useOperation(jobKeys.list(nodeId), 'GET /nodes/{node}/jobs', { params: { node: nodeId } }, options);

export const useJob = (job: string, options?: QueryOptions<Output<'GET /jobs/{job}'>>) =>
  useOperation(jobKeys.detail(job), 'GET /jobs/{job}', { params: { job } }, options);

/** `mutate(jobId)`. */
export const useCancelJob = (nodeId: string) =>
  useChange(
    'POST /jobs/{job}/cancel',
    (job: string) => ({ params: { job } }),
    (job) => [jobKeys.list(nodeId), jobKeys.detail(job)],
  );
