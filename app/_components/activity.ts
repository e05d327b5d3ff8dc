import type { JobDto } from '@/lib/shared/jobs';
import { isActive } from './job-state';

/** One card: a job by itself, or all jobs of an operation on many nodes. */
export type Activity =
  | { operationId: null; job: JobDto; isActive: boolean }
  | { operationId: string; jobs: JobDto[]; isActive: boolean };

/**
 * What one's own jobs are shown as: what runs, then the rest, otherwise in their order.
 * @param isStaff work on many nodes is one card for whoever may see the operation, and a card for each node for all others
 */
export function activitiesOf(jobs: readonly JobDto[], isStaff: boolean): Activity[] {
  const activities: Activity[] = [];
  const operations = new Map<string, Extract<Activity, { operationId: string }>>();
  for (const job of jobs) {
    const { operationId } = job;
    if (!isStaff || operationId === null) {
      activities.push({ operationId: null, job, isActive: isActive(job) });
      continue;
    }
    const held = operations.get(operationId) ?? { operationId, jobs: [], isActive: false };
    held.jobs.push(job);
    held.isActive ||= isActive(job);
    if (!operations.has(operationId)) activities.push(held);
    operations.set(operationId, held);
  }
  return activities.toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
}
