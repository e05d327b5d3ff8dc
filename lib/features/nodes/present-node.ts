import { parseJson } from '@/lib/core/parse-json';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { type NodeDto, nodeReasonSchema, rootLoginStageSchema } from '@/lib/shared/nodes';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import type { NodeStatus } from '@/lib/fleet/fleet';
import { type NodeWithAssignees, nodeResource } from './get-node-for';

/** The panel's login is root: by its own key, or because the login user is. Counted in this one way wherever it is counted. */
export function isRootLogin(row: { rootLogin: string; loginUser: string }, status: Pick<NodeStatus, 'docker'>): boolean {
  return row.rootLogin === 'done' || (row.loginUser === 'root' && status.docker !== null);
}

/** A node as the actor may see it: what is about credentials and keys only for its staff. */
export function presentNode(ctx: Ctx, row: NodeWithAssignees): NodeDto {
  const status = ctx.fleet.status(row.id);
  const isStaff = can(ctx.actor, 'node.update', nodeResource(row));
  return {
    id: row.id,
    name: row.name,
    classId: row.classId,
    className: row.class?.name ?? null,
    host: row.host,
    port: row.port,
    loginUser: row.loginUser,
    state: status.state,
    reason: status.reason,
    stateSince: status.stateSince.toISOString(),
    lastSeenAt: latest(status.lastSeenAt?.toISOString(), ctx.health.history(row.id).at(-1)?.at),
    rootLogin: isRootLogin(row, status),
    rootLoginStage: rootLoginStageSchema.catch('none').parse(row.rootLogin),
    rootLoginReason: parseJson(nodeReasonSchema, row.rootLoginReason),
    access: status.access,
    transport: status.transport,
    docker: status.docker,
    registryForward: status.registryForward,
    containersRunning: status.containers?.filter((c) => c.state === 'running').length ?? null,
    containersTotal: status.containers?.length ?? null,
    images: status.images?.length ?? null,
    health: ctx.health.latest(row.id),
    assignees: row.assignments.map((a) => a.user),
    mayGivePrivileges: can(ctx.actor, 'container.privilege', nodeResource(row)),
    staff: isStaff
      ? {
          credentialKind: row.credentialKind === 'password' ? 'password' : 'private_key',
          hasRootPassword: row.rootPasswordSealed !== null,
          jumpNodeId: row.jumpNodeId,
          hostKey: presentHostKey(row.hostKey),
          offeredHostKey: presentHostKey(row.offeredHostKey),
          setAside: row.setAsideAt && { at: row.setAsideAt.toISOString(), note: row.setAsideNote },
        }
      : null,
  };
}

/** ISO 8601 in UTC, as the panel writes it, sorts by time. */
function latest(...times: Array<string | undefined>): string | null {
  return (
    times
      .filter((time) => time !== undefined)
      .sort()
      .at(-1) ?? null
  );
}
