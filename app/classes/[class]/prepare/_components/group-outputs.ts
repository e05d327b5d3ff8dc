import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto } from '@/lib/shared/jobs';

export interface OutputGroup {
  jobs: JobDto[];
  state: JobDto['state'];
  /** Why it did not succeed, as a code of the error table. */
  code: string | null;
  output: string;
}

/** Nodes that said the same, together; the largest group first, because the odd ones are what one looks for. */
export function groupOutputs(jobs: readonly JobDto[]): OutputGroup[] {
  const groups = new Map<string, OutputGroup>();
  for (const job of jobs) {
    const [step] = stepsOfJob(job);
    const failure = job.error ?? step?.error ?? null;
    const output = failure?.detail ?? step?.detail ?? '';
    const code = failure?.code ?? null;
    const key = JSON.stringify([job.state, code, output]);
    const group = groups.get(key);
    if (group) group.jobs.push(job);
    else groups.set(key, { jobs: [job], state: job.state, code, output });
  }
  return [...groups.values()].sort((a, b) => b.jobs.length - a.jobs.length);
}
