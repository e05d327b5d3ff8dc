import { createLimit } from '@/lib/core/async/limit';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { OperationDto, OperationState, StepInput } from '@/lib/shared/operations';
import { createClassPull } from '@/lib/features/class-registry/class-pull';
import { accountOf } from './operation-access';
import { publishOperation } from './operation-events';
import { newestJobs, operationRelations, wiped } from './operation-row';
import { runSteps } from './run-steps';
import { createStepNode } from './step-node';
import { makeStep } from './steps';

/** Nodes of one operation that are worked on at once; the others wait for their turn. */
const nodesAtOnce = 16;

/** A node of the operation, as far as its steps need it. */
export interface Target {
  id: string;
  name: string;
  loginUser: string;
}

/** @throws AppError `operation_running` that names the nodes */
export async function requireFree(ctx: Ctx, nodes: Target[]): Promise<void> {
  const busy = await ctx.db.job.findMany({
    where: { nodeId: { in: nodes.map((n) => n.id) }, operationId: { not: null }, state: { in: ['queued', 'running'] } },
    select: { node: { select: { name: true } } },
  });
  if (busy.length > 0) throw new AppError('operation_running', { detail: [...new Set(busy.map((b) => b.node.name))].join(', ') });
}

/**
 * Stores a job for each node and runs the steps on them, {@link nodesAtOnce} at a time. Answers once all jobs are stored; their end is the
 * operation's end. Called within the queue of starts, after {@link requireFree}.
 */
export async function startJobs(
  ctx: Ctx,
  operation: { id: string; kind: OperationDto['kind']; dryRun: boolean; steps: StepInput[] },
  nodes: Target[],
): Promise<void> {
  const limit = createLimit(nodesAtOnce);
  const createdById = await accountOf(ctx);
  const { id, kind, dryRun } = operation;
  const steps = operation.steps.map((input) => makeStep(input));
  const pull = createClassPull(ctx, await pullClassOf(ctx, operation));
  const unsubscribe = ctx.bus.subscribe('job.changed', (job) => {
    if (job.operationId === id)
      ctx.bus.publish('operation.changed', { operationId: id, nodeIds: [job.nodeId], createdById: null });
  });
  const jobIds: string[] = [];
  try {
    for (const node of nodes) {
      const job = { kind, nodeId: node.id, createdById, operationId: id, subject: subjectOf(operation.steps), input: { dryRun } };
      const jobId = await ctx.jobs.start(job, async ({ report, signal }) => {
        report({
          kind: 'steps',
          steps: steps.map((s) => ({ id: s.id, state: 'waiting', detail: null, error: null })),
          layers: [],
        });
        await limit(
          () =>
            runSteps(steps, createStepNode(ctx, node, signal, { pull }), {
              ...{ dryRun, report, stillWanted: () => requireWanted(ctx, id) },
            }),
          signal,
        );
      });
      jobIds.push(jobId);
    }
  } finally {
    // Also of those that did start before one could not be stored.
    void Promise.all(jobIds.map((jobId) => ctx.jobs.finished(jobId)))
      .then(() => endOperation(ctx, id))
      .catch((error) => ctx.log.error({ error, operationId: id }, 'the end of an operation could not be stored'))
      .finally(unsubscribe);
  }
}

/** The class by whose registry images are pulled; null where each node pulls by itself, as the one that gets the registry does. */
async function pullClassOf(ctx: Ctx, { id, steps }: { id: string; steps: StepInput[] }): Promise<string | null> {
  const isDirect = steps.some((step) => step.id === 'registry.run' || (step.id === 'images.pull' && step.direct));
  if (isDirect) return null;
  return (await ctx.db.operation.findUnique({ where: { id }, select: { classId: true } }))?.classId ?? null;
}

/** What a job is about where it is listed beside others: no command in it, which only staff may read. */
function subjectOf(steps: readonly StepInput[]): string {
  const [only] = steps;
  if (steps.length === 1 && only?.id === 'images.pull') return only.images.join(' ');
  return steps.map((step) => step.id).join(', ');
}

/** Once the last job is stored as ended: the operation is as its jobs are. */
async function endOperation(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.operation.findUnique({ where: { id }, include: operationRelations });
  if (!row) return;
  const jobs = newestJobs(row);
  if (jobs.some((job) => job.state === 'running' || job.state === 'queued')) return;
  const has = (state: string) => jobs.some((job) => job.state === state);
  const state: OperationState = has('interrupted')
    ? 'interrupted'
    : has('failed')
      ? 'failed'
      : has('cancelled')
        ? 'cancelled'
        : 'done';
  await ctx.db.operation.updateMany({
    where: { id },
    data: {
      ...(row.state === 'running' && { state, endedAt: ctx.now() }),
      // What can still be gone on with needs them.
      ...((state === 'done' || row.state === 'cancelled') && { input: wiped(row.input) }),
    },
  });
  publishOperation(ctx, row);
}

async function requireWanted(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.operation.findUnique({ where: { id }, select: { state: true } });
  if (row?.state !== 'running') throw new AppError('cancelled');
}
