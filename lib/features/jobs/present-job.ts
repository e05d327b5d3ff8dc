import type { Prisma } from '@prisma/client';
import { z } from 'zod';
import { type JobDto, type JobProgress, jobKindSchema, jobProgressSchema, jobStateSchema } from '@/lib/shared/jobs';

export const jobRelations = {
  node: { select: { name: true } },
  createdBy: { select: { id: true, name: true } },
  cancelledBy: { select: { id: true, name: true } },
} satisfies Prisma.JobInclude;
export type JobRow = Prisma.JobGetPayload<{ include: typeof jobRelations }>;

const inputSchema = z.object({ subject: z.string() });

/** What a command of the staff said is theirs: a student who may see the job of their node sees how it went, and not that. */
function withoutOutput(progress: JobProgress | null): JobProgress | null {
  if (progress?.kind !== 'steps') return progress;
  const steps = progress.steps.map((step) =>
    step.id === 'command.run' ? { ...step, detail: null, error: step.error && { ...step.error, detail: null } } : step,
  );
  return { ...progress, steps };
}

/** Null also for what this panel cannot read: a job without its progress is better than none. */
function storedProgress(row: JobRow): JobProgress | null {
  return row.progress === null ? null : (jobProgressSchema.safeParse(JSON.parse(row.progress)).data ?? null);
}

/** @param live fresher progress of a job that runs here. A finished job's revision is above any a running one can reach. */
export function presentJob(
  row: JobRow,
  live: { progress: JobProgress | null; revision: number } | null,
  { withOutput = false } = {},
): JobDto {
  const progress = live?.progress ?? storedProgress(row);
  const hidden = !withOutput && row.errorCode === 'command_failed';
  const input = inputSchema.safeParse(JSON.parse(row.input));
  return {
    id: row.id,
    kind: jobKindSchema.parse(row.kind),
    nodeId: row.nodeId,
    nodeName: row.node.name,
    operationId: row.operationId,
    state: jobStateSchema.parse(row.state),
    subject: input.success ? input.data.subject : '',
    progress: withOutput ? progress : withoutOutput(progress),
    error: row.errorCode ? { code: row.errorCode, detail: hidden ? null : row.errorDetail } : null,
    createdBy: row.createdBy,
    cancelledBy: row.cancelledBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    revision: row.endedAt ? Number.MAX_SAFE_INTEGER : (live?.revision ?? 0),
  };
}
