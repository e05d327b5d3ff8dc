import { parseJson } from '@/lib/core/parse-json';
import type { AuditAction } from '@/lib/features/audit/audit-actions';
import { mapLimited } from '@/lib/core/async/limit';
import { getClass } from '@/lib/features/classes/classes';
import { AppError, isAppError } from '@/lib/core/errors';
import { jobRelations, presentJob } from '@/lib/features/jobs/present-job';
import { getJob } from '@/lib/features/jobs/get-job';
import { getNodeFor, type NodeWithAssignees, nodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { credentialContext } from '@/lib/fleet/node-row';
import { isRootLogin } from '@/lib/features/nodes/present-node';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { List } from '@/lib/shared/common';
import type { JobDto } from '@/lib/shared/jobs';
import { nodeReasonSchema, rootLoginStageSchema } from '@/lib/shared/nodes';
import type { ClassRootLogin, NodeOutcome, RootLoginDto, SetRootPassword, SetUpRootLogin } from '@/lib/shared/root-login';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import { installRootLogin, type RootLoginOptions, type RootLoginRuntime, removeRootLogin } from './run-root-login';
import { setRootPassword as setRootPasswordCommand, unlockRoot } from './node-script';

type What = 'set-up' | 'remove';
const actionOf = { 'set-up': 'root-login.setup', remove: 'root-login.remove' } as const;
/** So many nodes are asked at once when all of a class are. */
const atOnce = 8;

/** How far the root login of a node is. @throws AppError `not_found` */
export async function getRootLogin(ctx: Ctx, { node: ref }: { node: string }): Promise<RootLoginDto> {
  return presentRootLogin(ctx, await getNodeFor(ctx, ref, 'root-login.read'));
}

/** Starts the set-up as a job. @throws AppError `not_found`, `operation_running` */
export async function setUpRootLogin(ctx: Ctx, { node: ref, rootPassword }: SetUpRootLogin & { node: string }): Promise<JobDto> {
  const node = await getNodeFor(ctx, ref, 'root-login.setup');
  return getJob(ctx, { jobId: await startJob(ctx, node, 'set-up', { password: rootPassword ?? null }) });
}

/** Starts taking the root login back as a job. @throws AppError `not_found`, `operation_running` */
export async function takeBackRootLogin(ctx: Ctx, { node: ref }: { node: string }): Promise<JobDto> {
  const node = await getNodeFor(ctx, ref, 'root-login.remove');
  return getJob(ctx, { jobId: await startJob(ctx, node, 'remove', {}) });
}

/** Every node of a class and how far its root login is, by name. @throws AppError `not_found` */
export async function listClassRootLogins(ctx: Ctx, { classId }: { classId: string }): Promise<List<RootLoginDto>> {
  const nodes = await classNodes(ctx, classId);
  return { items: await Promise.all(nodes.map((node) => presentRootLogin(ctx, node))) };
}

/** Sets up, or takes back, the root login of many nodes: a job each, so that one that fails holds up no other. */
export async function changeClassRootLogins(
  ctx: Ctx,
  { classId, action, nodes, rootPassword, remember }: ClassRootLogin & { classId: string },
): Promise<List<NodeOutcome>> {
  const chosen = await classNodes(ctx, classId, nodes);
  const items = await each(chosen, async (node) => {
    const typed = action === 'set-up' && node.rootPasswordSealed === null ? (rootPassword ?? null) : null;
    return startJob(ctx, node, action, { password: typed }, typed !== null && remember ? typed : null);
  });
  return { items };
}

/**
 * Sets root's password on many nodes, which unlocks it too; null only unlocks. Needs a way to be root on each node. What the register
 * knew is replaced, so that the panel does not keep a wrong one.
 */
export async function setClassRootPassword(
  ctx: Ctx,
  { classId, rootPassword, nodes, remember }: SetRootPassword & { classId: string },
): Promise<List<NodeOutcome>> {
  const chosen = await classNodes(ctx, classId, nodes);
  for (const node of chosen) await getNodeFor(ctx, node.id, 'root-login.password');
  const unlockedOnly = rootPassword === null;
  const items = await each(chosen, async (node) => {
    try {
      await changeRootPassword(await ctx.fleet.root(node.id), rootPassword);
    } catch (error) {
      const code = isAppError(error) ? error.code : 'internal';
      await audit(ctx, 'root-login.password', node.id, 'failed', { unlockedOnly, code });
      throw error;
    }
    const stores = rootPassword !== null && (remember || node.rootPasswordSealed !== null);
    await ctx.db.$transaction(async (tx) => {
      if (stores) await storeRootPassword({ ...ctx, db: tx }, node, rootPassword);
      await ctx.audit.did({ ...ctx, db: tx }, 'root-login.password', `node:${node.id}`, { unlockedOnly, remembered: stores });
    });
    announce(ctx, node);
    return null;
  });
  return { items };
}

/** @throws AppError `root_locked` where there is no password to unlock, `step_failed` with what the node said */
async function changeRootPassword(root: RootAccess, rootPassword: string | null): Promise<void> {
  const { code, stdout, stderr } =
    rootPassword === null
      ? await root.run(unlockRoot)
      : await root.run(setRootPasswordCommand, { input: `root:${rootPassword}\n` });
  const detail = stderr.toString().trim().slice(0, 500);
  // `*`, as cloud images have it, passwd(1) "unlocks" with success, though no password fits it; of a mere `!` it says so (code 3).
  if (/^root L/m.test(stdout.toString()) && (code === 0 || code === 3)) throw new AppError('root_locked', { detail });
  if (code !== 0) throw new AppError('step_failed', { detail });
}

/**
 * After a start: what was under way when the panel stopped is taken up again. The nodes put themselves back in the meantime, or are
 * done already; either way it ends in a known state.
 */
export async function resumeRootLogins(runtime: Runtime): Promise<void> {
  const rows = await runtime.db.node.findMany({
    where: { rootLogin: { in: ['installing', 'removing'] } },
    include: nodeWithAssignees,
  });
  for (const row of rows) {
    const last = await runtime.db.job.findFirst({
      where: { nodeId: row.id, kind: 'node.root-login' },
      orderBy: { createdAt: 'desc' },
      include: { createdBy: { select: { id: true, name: true } } },
    });
    const what: What = row.rootLogin === 'installing' ? 'set-up' : 'remove';
    const by = last?.createdBy;
    const actor = { id: by?.id ?? '', name: by?.name ?? '', email: '', role: 'admin' as const, teaches: new Set<string>() };
    const ctx: Ctx = { ...runtime, actor, requestId: runtime.newId(), address: null };
    if (by)
      await startJob(ctx, row, what, {}).catch((error) =>
        runtime.log.error({ error, node: row.name }, 'a root login could not be resumed'),
      );
    else void runRootLogin(ctx, row, what, {}).catch(() => {});
  }
}

/** Without a job of its own, for the command line and for provisioning: resolves when it is done. @throws AppError what went wrong */
export async function runRootLogin(
  ctx: RootLoginRuntime & Pick<Ctx, 'audit' | 'actor' | 'address'>,
  node: { id: string },
  what: What,
  options: RootLoginOptions,
): Promise<void> {
  await audit(ctx, actionOf[what], node.id, 'allowed', { phase: 'begin' });
  try {
    await (what === 'set-up' ? installRootLogin : removeRootLogin)(ctx, node.id, options);
  } catch (error) {
    await audit(ctx, actionOf[what], node.id, 'failed', { phase: 'end', code: isAppError(error) ? error.code : 'internal' });
    throw error;
  }
  await audit(ctx, actionOf[what], node.id, 'allowed', { phase: 'end' });
}

/** @returns the job's id. @throws AppError `operation_running` while one is under way on this node */
async function startJob(
  ctx: Ctx,
  node: NodeWithAssignees,
  what: What,
  options: RootLoginOptions,
  remember: string | null = null,
): Promise<string> {
  return ctx.queues.rootLoginStarts(node.id, async () => {
    const going = await ctx.db.job.count({
      where: { nodeId: node.id, kind: 'node.root-login', state: { in: ['queued', 'running'] } },
    });
    if (going > 0) throw new AppError('operation_running');
    return ctx.jobs.start(
      { kind: 'node.root-login', nodeId: node.id, createdById: ctx.actor.id, subject: what, input: {} },
      async ({ report, signal }) => {
        await runRootLogin(ctx, node, what, {
          ...options,
          signal,
          report: (steps) => report({ kind: 'steps', steps, layers: [] }),
        });
        if (remember !== null) await storeRootPassword(ctx, node, remember);
      },
    );
  });
}

/** Nodes of a class this actor teaches, by name; only the chosen ones when named. @throws AppError `not_found` */
async function classNodes(ctx: Ctx, classId: string, ids?: string[]): Promise<NodeWithAssignees[]> {
  await getClass(ctx, { classId });
  const rows = await ctx.db.node.findMany({ where: { classId, ...(ids && { id: { in: ids } }) }, include: nodeWithAssignees });
  return rows.sort((a, b) => byName(a.name, b.name));
}

/** The same on each node; what fails on one is that one's outcome. */
const each = (nodes: NodeWithAssignees[], work: (node: NodeWithAssignees) => Promise<string | null>): Promise<NodeOutcome[]> =>
  mapLimited(nodes, atOnce, async (node) => {
    try {
      return { nodeId: node.id, node: node.name, jobId: await work(node), error: null };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { nodeId: node.id, node: node.name, jobId: null, error: { code: error.code, detail: error.detail ?? null } };
    }
  });

async function storeRootPassword(
  ctx: Pick<Ctx, 'keyring'> & { db: Pick<Ctx['db'], 'node'> },
  node: NodeWithAssignees,
  rootPassword: string,
): Promise<void> {
  const sealed = ctx.keyring.seal(rootPassword, credentialContext(node, 'rootPassword'));
  await ctx.db.node.updateMany({
    where: { id: node.id, host: node.host, port: node.port },
    data: { rootPasswordSealed: sealed },
  });
}

function announce(ctx: Ctx, node: NodeWithAssignees): void {
  const stage = rootLoginStageSchema.catch('none').parse(node.rootLogin);
  ctx.bus.publish('root-login.changed', { nodeId: node.id, stage, reason: reasonOf(node), observation: null, trouble: null });
}

const reasonOf = (row: { rootLoginReason: string | null }): RootLoginDto['reason'] =>
  parseJson(nodeReasonSchema, row.rootLoginReason);

async function presentRootLogin(ctx: Ctx, row: NodeWithAssignees): Promise<RootLoginDto> {
  const job = await ctx.db.job.findFirst({
    where: { nodeId: row.id, kind: 'node.root-login' },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    include: jobRelations,
  });
  const status = ctx.fleet.status(row.id);
  return {
    nodeId: row.id,
    node: row.name,
    loginUser: row.loginUser,
    stage: rootLoginStageSchema.catch('none').parse(row.rootLogin),
    reason: reasonOf(row),
    since: row.rootLoginSince?.toISOString() ?? null,
    knowsRootPassword: row.rootPasswordSealed !== null,
    way: status.access?.root ?? null,
    rootLogin: isRootLogin(row, status),
    assignees: row.assignments.map(({ user }) => ({ id: user.id, name: user.name })),
    job: job && presentJob(job, ctx.jobs.progress(job.id)),
  };
}

async function audit(
  ctx: Pick<Ctx, 'audit' | 'actor' | 'address'>,
  action: AuditAction,
  nodeId: string,
  outcome: 'allowed' | 'failed',
  detail: Record<string, unknown>,
): Promise<void> {
  await ctx.audit.record({
    actorId: ctx.actor.id || null,
    actorName: ctx.actor.name || null,
    action,
    target: `node:${nodeId}`,
    outcome,
    detail,
    address: ctx.address,
  });
}
