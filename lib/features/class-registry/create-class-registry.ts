import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Fleet } from '@/lib/fleet/fleet';
import type { Forward } from '@/lib/fleet/node-forward';
import type { Db } from '@/lib/gateways/db/db';
import { listContents, type RegistryContents } from '@/lib/gateways/registry/list-contents';
import { createRegistryRelay, type Destination } from '@/lib/gateways/registry/relay';
import { dialRegistry, overTls, type RegistryTarget } from '@/lib/gateways/registry/target';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import type { NodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { classRegistryPort } from '@/lib/shared/registry-reference';
import { keepPush } from './last-pushes';
import { openSignIn } from './sign-in';

/** The registries of classes, and how their nodes come to them. */
export interface ClassRegistry {
  /** Where the registry of a class is; null where it has none. @throws AppError `credential_unreadable` */
  of(classId: string): Promise<RegistryTarget | null>;
  /** What it holds, null likewise; readers who ask at the same time are answered by one look. @throws AppError why it cannot be asked */
  contents(classId: string): Promise<RegistryContents | null>;
  /** What localhost:5000 of a node leads to; null where its class has no registry, or the node has it itself. */
  forwardOf(nodeId: string): Promise<Forward | null>;
  /** What class pulls have put there since the panel started, by class and reference. */
  pulled: Map<string, { digest: string; atMs: number }>;
  /** The registry of a class is another one, or none any more: its nodes follow. Never throws. */
  review(classId: string): Promise<void>;
}

interface Deps {
  db: Db;
  keyring: Keyring;
  fleet: Fleet;
  log: Logger;
  now: () => Date;
  networks: NodeNetworks;
}

export function createClassRegistry({ db, keyring, fleet, log, now, networks }: Deps): ClassRegistry {
  const relay = createRegistryRelay({ log });
  /** Looks that are under way, by class. */
  const looks = new Map<string, Promise<RegistryContents | null>>();

  async function of(classId: string): Promise<RegistryTarget | null> {
    const row = await db.class.findUnique({ where: { id: classId } });
    if (row?.registryNodeId) {
      const nodeId = row.registryNodeId;
      if ((await db.node.count({ where: { id: nodeId } })) === 0) return null;
      const [host, port] = ['127.0.0.1', classRegistryPort];
      // By sshd of the node: what listens on its loopback is reached from nowhere else.
      const open = async (): Promise<Duplex> => (await fleet.ssh(nodeId)).openTcp(host, port);
      return { scheme: 'http', host, port, signIn: null, open };
    }
    if (!row?.registryUrl) return null;
    const { protocol, hostname, port: given } = new URL(row.registryUrl);
    const scheme = protocol === 'https:' ? 'https' : 'http';
    const host = hostname.replace(/^\[|\]$/g, '');
    const port = Number(given) || (scheme === 'https' ? 443 : 80);
    return {
      ...{ scheme, host, port, signIn: openSignIn(keyring, row) },
      async open() {
        const connection = await dialRegistry(host, port, networks);
        return scheme === 'https' ? overTls(connection, host) : connection;
      },
    };
  }

  /** Asked at each request: a node that is moved, and a class that gets another registry, are followed at once. */
  async function ofNode(nodeId: string): Promise<Destination> {
    const node = await db.node.findUnique({ where: { id: nodeId }, select: { classId: true } });
    const classId = node?.classId;
    const target = classId ? await of(classId) : null;
    if (!classId || !target) throw new AppError('registry_unreachable');
    return {
      ...target,
      // The registry has the image: what the panel could not keep of it is no failure of the push.
      pushed: (push) =>
        keepPush(db, { classId, nodeId, at: now() }, push).catch((error: unknown) =>
          log.error({ error, nodeId }, 'who pushed an image to the registry of a class was not kept'),
        ),
    };
  }

  const look = async (classId: string): Promise<RegistryContents | null> => {
    const target = await of(classId);
    return target && listContents(target);
  };

  return {
    of,
    pulled: new Map(),
    contents(classId) {
      const underWay = looks.get(classId) ?? look(classId).finally(() => looks.delete(classId));
      looks.set(classId, underWay);
      return underWay;
    },
    async forwardOf(nodeId) {
      const node = await db.node.findUnique({
        where: { id: nodeId },
        select: { class: { select: { registryUrl: true, registryNodeId: true } } },
      });
      const registry = node?.class;
      if (!registry || registry.registryNodeId === nodeId) return null;
      if (registry.registryNodeId === null && registry.registryUrl === null) return null;
      return { port: classRegistryPort, accept: (channel) => relay.accept(channel, () => ofNode(nodeId)) };
    },
    async review(classId) {
      const nodes = await db.node.findMany({ where: { classId }, select: { id: true } });
      await Promise.all(nodes.map(({ id }) => fleet.forward(id, { review: true })));
    },
  };
}
