import type { ErrorCode } from '@/lib/shared/error-codes';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto } from '@/lib/shared/jobs';

type Failure = NonNullable<JobDto['error']>;

/** The same failure of several nodes. */
export interface FailureGroup {
  /** The step that failed; null where none had begun. */
  step: string | null;
  error: Failure;
  nodes: string[];
}

/** What is said of these beside the code is each node's own address: the same failure nevertheless. */
const ofConnecting: ReadonlySet<string> = new Set<ErrorCode>([
  'node_unreachable',
  'node_refused',
  'node_lost',
  'node_deadline',
  'not_ssh',
  'ssh_throttled',
  'ssh_auth_failed',
]);
const shared = ({ code, detail }: Failure): Failure => ({ code, detail: ofConnecting.has(code) ? null : detail });
const keyOf = (step: string | null, error: Failure): string => JSON.stringify([step, shared(error)]);

/** What failed of a job, step by step, or as a whole where no step had begun. */
function failuresOf(job: JobDto): Array<{ step: string | null; error: Failure }> {
  const steps = stepsOfJob(job).flatMap((step) => (step.error ? [{ step: step.id as string, error: step.error }] : []));
  return steps.length === 0 && job.error ? [{ step: null, error: job.error }] : steps;
}

/** What failed in the same way on two nodes or more, said once for all of them; the most nodes first. */
export function groupFailures(jobs: readonly JobDto[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const job of jobs)
    for (const { step, error } of failuresOf(job)) {
      const known = groups.get(keyOf(step, error));
      if (known) known.nodes.push(job.nodeName);
      else groups.set(keyOf(step, error), { step, error: shared(error), nodes: [job.nodeName] });
    }
  return [...groups.values()].filter(({ nodes }) => nodes.length > 1).sort((a, b) => b.nodes.length - a.nodes.length);
}

/** Is this failure of one node told with others? */
export const isGrouped = (groups: readonly FailureGroup[], step: string | null, error: Failure): boolean =>
  groups.some((group) => keyOf(group.step, group.error) === keyOf(step, error));
