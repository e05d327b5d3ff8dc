import { chooseWay } from '@/lib/gateways/docker/choose-way';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import { AppError, isAppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { connectStages, type TestedNode, type TestedStage, type TestNode } from '@/lib/shared/node-test';
import { findRoot } from '@/lib/gateways/ssh/find-root';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { nodeNetworksOf } from '@/lib/gateways/ssh/node-networks';
import { printable } from '@/lib/gateways/ssh/printable';
import { connectInStages, type StageReport } from '@/lib/gateways/ssh/stages';
import type { SshConnection, SshTarget } from '@/lib/gateways/ssh/ssh-connection';
import { getNodeFor, type NodeWithAssignees } from './get-node-for';
import { credentialContext, openCredential } from '@/lib/fleet/node-row';

const timeoutMs = 15_000;

/**
 * Tries a connection without storing anything, and tells every stage of it. A host key that nobody approved stops it before anything is
 * offered, unless `sha256` names the key that was looked at.
 * @throws AppError `forbidden`, `not_found`, `rate_limited`, `invalid_input` when the stored credential belongs to another address
 */
export async function testConnection(ctx: Ctx, input: TestNode): Promise<TestedNode> {
  if (!can(ctx.actor, 'node.create', { kind: 'panel' })) throw new AppError('forbidden');
  const row = input.node === undefined ? null : await getNodeFor(ctx, input.node, 'node.update');
  const target = targetOf(ctx, input, row);
  const jumpNode = input.jumpNodeId ? await getNodeFor(ctx, input.jumpNodeId, 'node.update') : null;
  await ctx.rates.take('probe', ctx.actor.id);
  const told: StageReport[] = [];
  let docker: Omit<TestedStage, 'stage'> | null = null;
  try {
    const jump = jumpNode && (await openJump(ctx, jumpNode, told));
    const connection = await connectInStages({ ...target, ...(jump && { jump }) }, (stage) => told.push(stage), {
      timeoutMs,
      keepaliveIntervalMs: 5_000,
      keepaliveCountMax: 3,
      networks: nodeNetworksOf(ctx.env),
      log: ctx.log,
    });
    try {
      docker = await lookForDocker(connection, target, rootPasswordOf(ctx, input, row));
    } finally {
      connection.close();
    }
  } catch (error) {
    // Which stage did not pass has been told.
    if (!isAppError(error)) throw error;
  }
  const items = connectStages.map((stage): TestedStage => {
    const report = stage === 'docker' ? docker : told.find((found) => found.stage === stage);
    if (!report) return { stage, state: 'skipped', code: null, evidence: null };
    return { stage, state: report.state, code: report.code, evidence: report.evidence };
  });
  const publicKey = told.find((found) => found.stage === 'host_key')?.hostKey ?? null;
  return { items, hostKey: presentHostKey(publicKey), publicKey };
}

const isMoved = (input: TestNode, row: NodeWithAssignees): boolean => input.host !== row.host || input.port !== row.port;

function targetOf(ctx: Ctx, input: TestNode, row: NodeWithAssignees | null): SshTarget {
  const { host, port, loginUser: user, credential, sha256 } = input;
  const kept = row && !isMoved(input, row) ? row : null;
  if (!credential && (!kept || kept.loginUser !== user))
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'credential', message: 'credential_again' }] });
  const auth = credential ?? (kept && openCredential(ctx.keyring, kept));
  if (!auth) throw new AppError('credential_unreadable');
  return {
    host,
    port,
    user,
    auth,
    hostKey: kept?.hostKey ?? null,
    ...(sha256 !== undefined && { hostKeySha256: sha256 }),
  };
}

/** The held connection of the jump host. Where there is none, nobody can say anything of the node behind it. */
async function openJump(ctx: Ctx, jumpNode: NodeWithAssignees, told: StageReport[]): Promise<SshConnection> {
  try {
    return await ctx.fleet.ssh(jumpNode.id);
  } catch (error) {
    if (isAppError(error))
      told.push({ stage: 'address', state: 'failed', code: error.code, evidence: `ProxyJump ${jumpNode.name}` });
    throw error;
  }
}

function rootPasswordOf(ctx: Ctx, input: TestNode, row: NodeWithAssignees | null): string | null {
  if (input.rootPassword !== undefined) return input.rootPassword;
  if (!row?.rootPasswordSealed || isMoved(input, row)) return null;
  return ctx.keyring.open(row.rootPasswordSealed, credentialContext(row, 'rootPassword'));
}

/** The way the panel would take to the Engine, and what answers there. */
async function lookForDocker(
  connection: SshConnection,
  { auth }: SshTarget,
  rootPassword: string | null,
): Promise<Omit<TestedStage, 'stage'>> {
  try {
    const { root, refusal } = await findRoot(connection, {
      loginPassword: async () => (auth.kind === 'password' ? auth.password : null),
      rootPassword: async () => rootPassword,
    });
    const way = await chooseWay(connection, root, refusal);
    const engine = createDockerEngine(way.open);
    try {
      const { version, apiVersion, storageDriver } = await engine.system.facts();
      const evidence = printable(`Docker ${version}, API ${apiVersion}, ${storageDriver}, ${way.right}, ${way.transport}`);
      return { state: 'ok', code: null, evidence };
    } finally {
      engine.close();
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { state: 'failed', code: error.code, evidence: error.detail ? printable(error.detail) : null };
  }
}
