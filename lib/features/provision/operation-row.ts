import type { Prisma } from '@prisma/client';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { presentJob, jobRelations } from '@/lib/features/jobs/present-job';
import type { Runtime } from '@/lib/core/runtime';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import {
  type OperationDetail,
  type OperationDto,
  operationKindSchema,
  operationStateSchema,
  type StepInput,
  stepInputSchema,
} from '@/lib/shared/operations';
import { byName } from '@/lib/shared/by-name';

/** What is stored of what was asked for. Steps with a secret in them are sealed to the row; `shown` is what everybody may see. */
const storedSchema = z.object({
  dryRun: z.boolean(),
  shown: z.array(z.looseObject({ id: z.string() })),
  /** Null when it was wiped: what needed it is over. */
  sealed: z.string().nullable(),
});

export const operationRelations = {
  createdBy: { select: { id: true, name: true } },
  jobs: { include: jobRelations, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
} satisfies Prisma.OperationInclude;
export type OperationRow = Prisma.OperationGetPayload<{ include: typeof operationRelations }>;

/** What an operation's secrets are bound to. */
export const operationContext = (id: string) => ({ table: 'Operation', id, field: 'input' });

export function toStored(keyring: Keyring, id: string, steps: readonly StepInput[], dryRun: boolean): string {
  const secret = steps.some((step) => 'passwords' in step);
  return JSON.stringify({
    dryRun,
    shown: steps.map((step) => ('passwords' in step ? { ...step, passwords: { kind: step.passwords.kind } } : step)),
    sealed: secret ? keyring.seal(JSON.stringify(steps), operationContext(id)) : null,
  });
}

/** The steps to run again. @throws AppError `conflict` when their passwords were wiped */
export function fromStored(keyring: Keyring, row: { id: string; input: string }): { steps: StepInput[]; dryRun: boolean } {
  const { dryRun, shown, sealed } = storedSchema.parse(JSON.parse(row.input));
  const steps = sealed === null ? shown : (JSON.parse(keyring.open(sealed, operationContext(row.id))) as unknown[]);
  const parsed = z.array(stepInputSchema).safeParse(steps);
  if (!parsed.success) throw new AppError('conflict');
  return { steps: parsed.data, dryRun };
}

/** The sealed steps of what is stored; null where nothing in them is secret, or no longer. */
export const sealedPart = (input: string): string | null => storedSchema.parse(JSON.parse(input)).sealed;

export function withSealedPart(input: string, sealed: string | null): string {
  return JSON.stringify({ ...storedSchema.parse(JSON.parse(input)), sealed });
}

/** The same without its secrets, as it is kept once it is over. */
export const wiped = (input: string): string => withSealedPart(input, null);

/** The newest job of each node: going on gives a node a second one. */
export function newestJobs(row: OperationRow): OperationRow['jobs'] {
  const newest = new Map(row.jobs.map((job) => [job.nodeId, job]));
  return [...newest.values()].sort((a, b) => byName(a.node.name, b.node.name));
}

export function presentOperation(row: OperationRow): OperationDto {
  const { dryRun, shown, sealed } = storedSchema.parse(JSON.parse(row.input));
  const jobs = newestJobs(row);
  const count = (...states: string[]) => jobs.filter((job) => states.includes(job.state)).length;
  const done = count('done');
  const needsSecret = shown.some((step) => 'passwords' in step);
  return {
    id: row.id,
    kind: operationKindSchema.parse(row.kind),
    classId: row.classId,
    state: operationStateSchema.parse(row.state),
    dryRun,
    steps: shown.map(inShort),
    nodes: {
      total: jobs.length,
      running: count('queued', 'running'),
      done,
      failed: count('failed', 'cancelled', 'interrupted'),
    },
    resumable: row.state !== 'running' && !dryRun && done < jobs.length && (!needsSecret || sealed !== null),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Of what is meant of each node only how much it is: which, the jobs say. */
function inShort({ byNode, names: _, ...step }: OperationDto['steps'][number]): OperationDto['steps'][number] {
  if (typeof byNode !== 'object' || byNode === null) return step;
  return { ...step, count: Object.values(byNode).flat().length };
}

export function presentDetail(runtime: Pick<Runtime, 'jobs'>, row: OperationRow): OperationDetail {
  const jobs = newestJobs(row).map((job) => presentJob(job, runtime.jobs.progress(job.id), { withOutput: true }));
  return { ...presentOperation(row), jobs };
}
