import { getClassByRef } from '@/lib/features/classes/classes';
import { AppError } from '@/lib/core/errors';
import { chooseNodes } from '@/lib/features/nodes/choose-nodes';
import type { Ctx } from '@/lib/core/runtime';
import type { StartedOperation, StartOperation } from '@/lib/shared/operations';
import { accountOf, requireMay, requireOperation } from './operation-access';
import { auditOperation } from './operation-events';
import { presentDetail, toStored, wiped } from './operation-row';
import { requirePasswords, stepsOf, withMadePasswords } from './plan-operation';
import { requireFree, startJobs, type Target } from './start-jobs';

/** Passwords of an operation that failed are kept so long for going on with it, in ms. */
const secretsMs = 24 * 60 * 60_000;

/**
 * Starts the same work on many nodes: one job for each, all in one operation.
 * @param input.class id or name; left out only where an administrator names nodes of any class (the command line)
 * @throws AppError `not_found`, `invalid_input` (a node that is not of the class; a password that is missing), `operation_running`
 */
export async function startOperation(ctx: Ctx, input: StartOperation & { class?: string }): Promise<StartedOperation> {
  const classId = input.class === undefined ? null : (await getClassByRef(ctx, input.class)).id;
  requireMay(ctx, 'operation.run', classId);
  const nodes = await chooseTargets(ctx, classId, 'byNode' in input ? Object.keys(input.byNode) : input.nodes);
  if (stepsOf(input).some(({ id }) => id === 'registry.run') && (classId === null || nodes.length !== 1))
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'nodes', message: 'registry_one_node' }] });
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
    await auditOperation(ctx, 'operation.run', id, {
      kind: input.kind,
      dryRun: input.dryRun,
      steps: steps.map((s) => s.id),
      ...(input.kind === 'container.control' && { action: input.action }),
      ...('byNode' in input && { count: Object.values(input.byNode).flat().length }),
      nodes: nodes.length,
    });
    await startJobs(ctx, { id, kind: input.kind, dryRun: input.dryRun, steps }, nodes);
  });
  return { ...presentDetail(ctx, await requireOperation(ctx, id, 'operation.read')), passwords: input.dryRun ? [] : made };
}

/** @throws AppError `invalid_input`, `node_ambiguous`, `not_found` when there are none at all */
async function chooseTargets(ctx: Ctx, classId: string | null, refs: string[] | undefined): Promise<Target[]> {
  const nodes = await chooseNodes(ctx.db, classId, refs);
  if (nodes.length === 0) throw new AppError('not_found');
  return nodes.map(({ id, name, loginUser }) => ({ id, name, loginUser }));
}

async function wipeOldSecrets(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - secretsMs);
  const rows = await ctx.db.operation.findMany({ where: { endedAt: { lt: before }, input: { contains: '"sealed":"' } } });
  for (const row of rows) await ctx.db.operation.update({ where: { id: row.id }, data: { input: wiped(row.input) } });
}
