import type { Prisma } from '@prisma/client';
import { z } from 'zod';
import { type JobDto, type JobProgress, jobKindSchema, jobProgressSchema, jobStateSchema } from '@/lib/shared/jobs';

export const jobRelations = {
  node: { select: { name: true } },
  createdBy: { select: { id: true, name: true } },
} satisfies Prisma.JobInclude;
type JobRow = Prisma.JobGetPayload<{ include: typeof jobRelations }>;

const inputSchema = z.object({ subject: z.string() });

/** @param live fresher progress of a job that runs here. A finished job's revision is above any a running one can reach. */
export function presentJob(row: JobRow, live: { progress: JobProgress | null; revision: number } | null): JobDto {
  const stored = row.progress ? jobProgressSchema.safeParse(JSON.parse(row.progress)) : null;
  const input = inputSchema.safeParse(JSON.parse(row.input));
  return {
    id: row.id,
    kind: jobKindSchema.parse(row.kind),
    nodeId: row.nodeId,
    nodeName: row.node.name,
    operationId: row.operationId,
    state: jobStateSchema.parse(row.state),
    subject: input.success ? input.data.subject : '',
    progress: live?.progress ?? (stored?.success ? stored.data : null),
    error: row.errorCode ? { code: row.errorCode, detail: row.errorDetail } : null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    revision: row.endedAt ? Number.MAX_SAFE_INTEGER : (live?.revision ?? 0),
  };
}
