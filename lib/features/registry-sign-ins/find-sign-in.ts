import type { Runtime } from '@/lib/core/runtime';
import { isAppError } from '@/lib/core/errors';
import type { FindSignIn } from '@/lib/gateways/docker/engine/registry-auth';
import { openSecret } from './stored-sign-in';

type Deps = Pick<Runtime, 'db' | 'keyring' | 'log' | 'now'>;

/**
 * The sign-ins that the panel shows on a node: the person's own first, then that of the node's class. One's own is shown only on nodes that
 * are assigned to oneself: whoever is root on a node can read what its Docker is given.
 * @param userId whose pull, push or build it is; null for what is the class's. @returns looks up one registry; null where nobody has a sign-in, or it cannot be opened
 */
export function signInsOn({ db, keyring, log, now }: Deps, nodeId: string, userId: string | null): FindSignIn {
  return async (host) => {
    const node = await db.node.findUnique({
      where: { id: nodeId },
      select: { classId: true, assignments: { where: { userId: userId ?? '' }, select: { userId: true } } },
    });
    if (!node) return null;
    const isOwn = userId !== null && node.assignments.length > 0;
    const owners = [...(isOwn ? [{ userId }] : []), ...(node.classId === null ? [] : [{ classId: node.classId }])];
    for (const owner of owners) {
      const row = await db.registrySignIn.findFirst({ where: { ...owner, host } });
      if (!row) continue;
      try {
        const signIn = openSecret(keyring, row);
        await db.registrySignIn.updateMany({ where: { id: row.id }, data: { lastUsedAt: now() } });
        return signIn;
      } catch (error) {
        // The registry then says that it wants one, and it is stored anew.
        if (!isAppError(error)) throw error;
        log.warn({ code: error.code, signInId: row.id }, 'a sign-in to a registry cannot be opened');
        return null;
      }
    }
    return null;
  };
}
