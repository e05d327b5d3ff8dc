import type { JobKind, JobProgress } from '@/lib/shared/jobs';

/** Work that takes longer than a request: stored, cancellable, with progress that survives a reload of the page. */
export interface Jobs {
  /** At start: whatever was running when the panel stopped becomes `interrupted`. */
  recover(): Promise<void>;
  /**
   * Stores a job and runs `work`. Returns once stored, with its id. `report` may be called as often as the source does: the
   * bus hears of it at most 4 times a second, the database at most once in 10 s, and both of the last. With a `key`, a job of this node,
   * kind and key that runs already is this job: two at the same moment are one.
   */
  start(
    job: {
      kind: JobKind;
      nodeId: string;
      createdById: string | null;
      subject: string;
      input: unknown;
      operationId?: string;
      key?: string;
    },
    work: (tools: { report(progress: JobProgress): void; signal: AbortSignal }) => Promise<void>,
  ): Promise<string>;
  /** @param byId who ends it; the first of several is remembered. @returns false when the job is not running here. */
  cancel(jobId: string, byId: string): boolean;
  /** Resolves when a job that runs here has ended and its end is stored; at once for any other. */
  finished(jobId: string): Promise<void>;
  /** Live progress of a running job, fresher than the database's. */
  progress(jobId: string): { progress: JobProgress | null; revision: number } | null;
  stop(): Promise<void>;
}
