import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { type AppError, isAppError } from '@/lib/core/errors';
import { registryOfNode } from '@/lib/features/class-registry/registry-of-node';
import { type ClassPull, createClassPull } from '@/lib/features/class-registry/class-pull';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import { lookAtRootLogin } from '@/lib/features/root-login/run-root-login';
import { runRootLogin } from '@/lib/features/root-login/root-login';
import type { Ctx } from '@/lib/core/runtime';
import { lateDaemonRetries, type StepNode } from './step';

/** How long another program may hold the package manager's lock before the step gives up, in ms. */
const lockWaitMs = 60_000;

/** A step before this one may have started the daemon a moment ago: one that is not there is looked for once more. */
const engineRetries = ({ code }: AppError): number =>
  code === 'node_deadline' ? lateDaemonRetries : code.startsWith('docker_') ? 1 : 0;

/**
 * A node of the register as the steps see it.
 * @param ctx who has these steps done: the root login is audited by itself. @param options.pull that of all nodes of the operation
 */
export function createStepNode(
  ctx: Ctx,
  row: { id: string; name: string; loginUser: string },
  signal: AbortSignal,
  options: { lockWaitMs?: number; pull?: ClassPull } = {},
): StepNode {
  const { db, fleet, keyring } = ctx;
  const pull = options.pull ?? createClassPull(ctx, null);
  const engine = async (): Promise<DockerEngine> => {
    for (let retries = 0; ; retries++) {
      try {
        return await fleet.engine(row.id);
      } catch (error) {
        if (!isAppError(error) || signal.aborted || retries >= engineRetries(error)) throw error;
        await fleet.retryDocker(row.id);
      }
    }
  };
  return {
    ...{ id: row.id, name: row.name, loginUser: row.loginUser, signal },
    lockWaitMs: options.lockWaitMs ?? lockWaitMs,
    root: () => fleet.root(row.id),
    login: () => fleet.openLogin(row.id),
    engine,
    pullImage: (ref, report) => pull.pull({ id: row.id, engine, signal, report }, ref),
    registry: registryOfNode(ctx, row.id),
    lookAtRootLogin: () => lookAtRootLogin(ctx, row.id),
    setUpRootLogin: (report) => runRootLogin(ctx, row, 'set-up', { signal, report }),
    async rememberPassword(user, password) {
      const now = await db.node.findUnique({ where: { id: row.id } });
      if (!now) return;
      // `updatedAt` stays: the connection that is held is still good, and must not be cut for this.
      if (user === 'root') {
        const rootPasswordSealed = keyring.seal(password, credentialContext(now, 'rootPassword'));
        await db.node.update({ where: { id: now.id }, data: { rootPasswordSealed } });
      }
      if (user === now.loginUser && now.credentialKind === 'password') {
        const credentialSealed = sealCredential(keyring, now, { kind: 'password', password });
        await db.node.update({ where: { id: now.id }, data: { credentialSealed } });
        // Refused between the node's change and this one: the old password was the reason.
        if (fleet.status(now.id).state === 'auth_failed') await fleet.reconnect(now.id);
      }
    },
  };
}
