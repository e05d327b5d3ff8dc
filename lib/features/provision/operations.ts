import { getClassByRef } from '@/lib/features/classes/classes';
import { createLimit } from '@/lib/core/async/limit';
import { AppError } from '@/lib/core/errors';
import { chooseNodes } from '@/lib/features/nodes/choose-nodes';
import { can } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import type { List, PageQuery } from '@/lib/shared/common';
import type {
  OperationDetail,
  OperationDto,
  OperationState,
  StartedOperation,
  StartOperation,
  StepInput,
} from '@/lib/shared/operations';
import {
  fromStored,
  newestJobs,
  type OperationRow,
  operationRelations,
  presentDetail,
  presentOperation,
  requirePasswords,
  stepsOf,
  toStored,
  wiped,
  withMadePasswords,
} from './operation-row';
import { runSteps } from './run-steps';
import { createStepNode } from './step-node';
import { makeStep } from './steps';

/** Nodes of one operation that are worked on at once; the others wait for their turn. */
const nodesAtOnce = 16;
/** Passwords of an operation that failed are kept so long for going on with it, in ms. */
const secretsMs = 24 * 60 * 60_000;

interface Target {
  id: string;
  name: string;
  loginUser: string;
}

/**
 * Starts the same work on many nodes: one job for each, all in one operation.
 * @param input.class id or name; left out only where an administrator names nodes of any class (the command line)
 * @throws AppError `not_found`, `invalid_input` (a node that is not of the class; a password that is missing), `operation_running`
 */
export async function startOperation(ctx: Ctx, input: StartOperation & { class?: string }): Promise<StartedOperation> {
  const classId = input.class === undefined ? null : (await getClassByRef(ctx, input.class)).id;
  requireMay(ctx, 'operation.run', classId);
  const nodes = await chooseTargets(ctx, classId, input.nodes);
  const { steps, made } = withMadePasswords(stepsOf(input), nodes);
  requirePasswords(steps, nodes);
  const id = ctx.newId();
  await ctx.queues.operationStarts(async () => {
    await requireFree(ctx, nodes);
    await wipeOldSecrets(ctx);
    await ctx.db.operation.create({
      data: {
        id,
        kind: input.kind,
        classId,
        createdById: await accountOf(ctx),
        state: 'running',
        input: toStored(ctx.keyring, id, steps, input.dryRun),
        createdAt: ctx.now(),
      },
    });
    await audit(ctx, 'operation.run', id, {
      kind: input.kind,
      dryRun: input.dryRun,
      steps: steps.map((s) => s.id),
      nodes: nodes.length,
    });
    await startJobs(ctx, { id, kind: input.kind, dryRun: input.dryRun, steps }, nodes);
  });
  return { ...presentDetail(ctx, await requireOperation(ctx, id, 'operation.read')), passwords: input.dryRun ? [] : made };
}

/** The operations of a class, the newest first. @throws AppError `not_found` */
export async function listOperations(
  ctx: Ctx,
  { class: ref, ...page }: PageQuery & { class: string },
): Promise<List<OperationDto>> {
  const { id } = await getClassByRef(ctx, ref);
  requireMay(ctx, 'operation.read', id);
  const rows = await ctx.db.operation.findMany({
    where: { classId: id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
    ...(page.cursor !== undefined && { cursor: { id: page.cursor }, skip: 1 }),
    include: operationRelations,
  });
  const items = rows.slice(0, page.limit).map(presentOperation);
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.id } : { items };
}

/** @throws AppError `not_found`, also for an operation of a class the actor may not see. */
export async function getOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  return presentDetail(ctx, await requireOperation(ctx, id, 'operation.read'));
}

/**
 * Ends what still runs of it; a step that cannot be cut in two is finished first. @throws AppError `not_found`, `conflict` when it is over
 */
export async function cancelOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  const row = await requireOperation(ctx, id, 'operation.cancel');
  if (row.state !== 'running') throw new AppError('conflict');
  await audit(ctx, 'operation.cancel', id, {});
  // Whoever runs it in another process reads this before its next step.
  await ctx.db.operation.updateMany({ where: { id, state: 'running' }, data: { state: 'cancelled', endedAt: ctx.now() } });
  for (const job of row.jobs) {
    if (!['queued', 'running'].includes(job.state) || ctx.jobs.cancel(job.id)) continue;
    await ctx.db.job.updateMany({
      where: { id: job.id, state: { in: ['queued', 'running'] } },
      data: { state: 'interrupted', errorCode: 'interrupted', endedAt: ctx.now() },
    });
  }
  tell(ctx, row);
  return getOperation(ctx, { operationId: id });
}

/**
 * Goes on with the nodes that are not done. Each begins with its first step again: what is so already is found and left alone.
 * @throws AppError `not_found`, `conflict` when there is nothing left to do or its passwords are gone, `operation_running`
 */
export async function resumeOperation(ctx: Ctx, { operationId: id }: { operationId: string }): Promise<OperationDetail> {
  const row = await requireOperation(ctx, id, 'operation.run');
  if (!presentOperation(row).resumable) throw new AppError('conflict');
  const { steps, dryRun } = fromStored(ctx.keyring, row);
  const left = newestJobs(row).filter((job) => job.state !== 'done');
  const nodes = await ctx.db.node.findMany({
    where: { id: { in: left.map((job) => job.nodeId) } },
    select: { id: true, name: true, loginUser: true },
  });
  await ctx.queues.operationStarts(async () => {
    await requireFree(ctx, nodes);
    await ctx.db.operation.update({ where: { id }, data: { state: 'running', endedAt: null } });
    await audit(ctx, 'operation.resume', id, { nodes: nodes.length });
    await startJobs(ctx, { id, kind: presentOperation(row).kind, dryRun, steps }, nodes);
  });
  return getOperation(ctx, { operationId: id });
}

/** Of what ran when the panel stopped nobody knows how it ended; it can be gone on with. At start, after the jobs. */
export async function recoverOperations(runtime: Pick<Runtime, 'db' | 'now' | 'log'>): Promise<void> {
  const { count } = await runtime.db.operation.updateMany({
    where: { state: 'running' },
    data: { state: 'interrupted', endedAt: runtime.now() },
  });
  if (count > 0) runtime.log.warn({ count }, 'operations were interrupted by the last stop');
}

async function startJobs(
  ctx: Ctx,
  operation: { id: string; kind: OperationDto['kind']; dryRun: boolean; steps: StepInput[] },
  nodes: Target[],
): Promise<void> {
  const limit = createLimit(nodesAtOnce);
  const createdById = await accountOf(ctx);
  const { id, kind, dryRun } = operation;
  const steps = operation.steps.map((input) => makeStep(input));
  const unsubscribe = ctx.bus.subscribe('job.changed', (job) => {
    if (job.operationId === id) ctx.bus.publish('operation.changed', { operationId: id, nodeIds: [job.nodeId] });
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
          () => runSteps(steps, createStepNode(ctx, node, signal), { dryRun, report, stillWanted: () => requireWanted(ctx, id) }),
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
  tell(ctx, row);
}

async function wipeOldSecrets(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - secretsMs);
  const rows = await ctx.db.operation.findMany({ where: { endedAt: { lt: before }, input: { contains: '"sealed":"' } } });
  for (const row of rows) await ctx.db.operation.update({ where: { id: row.id }, data: { input: wiped(row.input) } });
}

function tell(ctx: Ctx, row: OperationRow): void {
  ctx.bus.publish('operation.changed', { operationId: row.id, nodeIds: [...new Set(row.jobs.map((job) => job.nodeId))] });
}

/** @throws AppError `not_found` for whoever may not know the class; without a class only an administrator may. */
function requireMay(ctx: Ctx, action: 'operation.read' | 'operation.run' | 'operation.cancel', classId: string | null): void {
  const resource = classId === null ? ({ kind: 'panel' } as const) : ({ kind: 'class', id: classId } as const);
  if (!can(ctx.actor, action, resource)) throw new AppError('not_found');
}

async function requireOperation(
  ctx: Ctx,
  id: string,
  action: 'operation.read' | 'operation.run' | 'operation.cancel',
): Promise<OperationRow> {
  const row = await ctx.db.operation.findUnique({ where: { id }, include: operationRelations });
  if (!row) throw new AppError('not_found');
  requireMay(ctx, action, row.classId);
  return row;
}

async function requireWanted(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.operation.findUnique({ where: { id }, select: { state: true } });
  if (row?.state !== 'running') throw new AppError('cancelled');
}

/** @throws AppError `invalid_input`, `node_ambiguous`, `not_found` when there are none at all */
async function chooseTargets(ctx: Ctx, classId: string | null, refs: string[] | undefined): Promise<Target[]> {
  const nodes = await chooseNodes(ctx.db, classId, refs);
  if (nodes.length === 0) throw new AppError('not_found');
  return nodes.map(({ id, name, loginUser }) => ({ id, name, loginUser }));
}

/** @throws AppError `operation_running` that names the nodes */
async function requireFree(ctx: Ctx, nodes: Target[]): Promise<void> {
  const busy = await ctx.db.job.findMany({
    where: { nodeId: { in: nodes.map((n) => n.id) }, operationId: { not: null }, state: { in: ['queued', 'running'] } },
    select: { node: { select: { name: true } } },
  });
  if (busy.length > 0) throw new AppError('operation_running', { detail: [...new Set(busy.map((b) => b.node.name))].join(', ') });
}

/** The command line's actor has no account. */
async function accountOf(ctx: Ctx): Promise<string | null> {
  return (await ctx.db.user.count({ where: { id: ctx.actor.id } })) > 0 ? ctx.actor.id : null;
}

function audit(ctx: Ctx, action: string, id: string, detail: Record<string, unknown>): Promise<void> {
  return ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action,
    target: `operation:${id}`,
    outcome: 'allowed',
    detail,
    address: ctx.address,
  });
}
