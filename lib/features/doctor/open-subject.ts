import { parseJson } from '@/lib/core/parse-json';
import { isAppError } from '@/lib/core/errors';
import type { Db } from '@/lib/gateways/db/db';
import type { Fleet } from '@/lib/fleet/fleet';
import { createNodeProbe } from '@/lib/fleet/node-probe';
import type { NodeRow } from '@/lib/fleet/node-row';
import { nodeReasonSchema, nodeStateSchema, type RootLoginStage, rootLoginStageSchema } from '@/lib/shared/nodes';
import type { StageReport } from '@/lib/gateways/ssh/stages';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { About, Subject } from './check';

/**
 * Makes a node ready to be asked: over the connection that is held, else by one connect that tells its stages. A credential that was
 * refused already is not offered again: that try ends at the host key.
 */
export async function openSubject(deps: { db: Db; fleet: Fleet; now(): Date }, row: NodeRow): Promise<Subject> {
  const { fleet } = deps;
  // Waits for what is on its way, Docker included.
  await fleet.engine(row.id).catch(() => {});
  const held = await fleet.ssh(row.id).catch(() => null);
  const stages = held ? null : await tellStages(fleet, row);
  const connection = held ?? (stages?.login?.state === 'ok' ? await takeUp(fleet, row.id) : null);
  // Another try may be just past its login: how it becomes root, and its Docker, are told by its end alone.
  if (connection) await fleet.retryDocker(row.id).catch(() => {});
  await fleet.forward(row.id);
  const status = statusOf(fleet, row);
  const rootLogin: RootLoginStage = rootLoginStageSchema.catch('none').parse(row.rootLogin);
  const about: About = {
    host: row.host,
    port: row.port,
    loginUser: row.loginUser,
    connectedAs: connection ? (connection.user === row.loginUser ? 'login' : 'panel_root') : null,
    credentialKind: row.credentialKind,
    hostKey: row.hostKey,
    rootLogin,
    rootLoginReason: parseJson(nodeReasonSchema, row.rootLoginReason),
    status,
    registry: await registryOf(deps.db, row),
    stages,
  };
  return { about, ...createNodeProbe(deps, row.id) };
}

async function registryOf(db: Db, { id, classId }: NodeRow): Promise<About['registry']> {
  const select = { registryUrl: true, registryNodeId: true };
  const registry = classId === null ? null : await db.class.findUnique({ where: { id: classId }, select });
  if (!registry?.registryUrl && !registry?.registryNodeId) return 'none';
  return registry.registryNodeId === id ? 'here' : 'elsewhere';
}

/** As the fleet knows it; a node this process did not take in, as the register remembers it. */
function statusOf(fleet: Fleet, row: NodeRow): About['status'] {
  try {
    return fleet.status(row.id);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const state = nodeStateSchema.catch('unreachable').parse(row.state);
    const reason = parseJson(nodeReasonSchema, row.stateReason);
    return { state, reason, access: null, transport: null, docker: null, registryForward: 'off' };
  }
}

/** How far a connect comes. */
async function tellStages(fleet: Fleet, row: NodeRow): Promise<NonNullable<About['stages']>> {
  const stages: NonNullable<About['stages']> = {};
  const { state } = statusOf(fleet, row);
  const note = (report: StageReport) => {
    stages[report.stage] = report;
  };
  try {
    const connection = await fleet.connectInStages(row.id, note, { offerCredential: state !== 'auth_failed' });
    connection.close();
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
  return stages;
}

/** It answers again: the fleet takes it up as its own, with root and Docker. */
async function takeUp(fleet: Fleet, nodeId: string): Promise<SshConnection | null> {
  await fleet.reconnect(nodeId);
  return fleet.ssh(nodeId).catch(() => null);
}
