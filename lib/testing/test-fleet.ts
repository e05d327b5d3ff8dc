import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import { createFleet } from '@/lib/fleet/create-fleet';
import type { Fleet } from '@/lib/fleet/fleet';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import type { Credential, NodeState } from '@/lib/shared/nodes';
import type { NodeChanged } from '@/lib/shared/realtime';
import { copyMigrated } from './migrated-database';
import { quiet, until } from './test-lab';

/** A register and a fleet of their own, whose nodes are real ones. */
export interface TestFleet {
  db: Db;
  fleet: Fleet;
  keyring: Keyring;
  /** Everything it told the bus. */
  heard: NodeChanged[];
  /** Registers an address under a name of its own, and lets it connect. */
  register(node: {
    name: string;
    host: string;
    port?: number;
    loginUser: string;
    credential: Credential;
    rootPassword?: string;
    hostKey: string | null;
  }): Promise<string>;
  becomes(id: string, state: NodeState): Promise<NodeState>;
  stop(): Promise<void>;
}

export async function startTestFleet(): Promise<TestFleet> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-fleet-'));
  const keyring = createKeyring(`1:${randomBytes(32).toString('base64')}`);
  const now = () => new Date();
  const newId = () => randomBytes(12).toString('hex');
  const url = `file:${directory}/fleet.db`;
  await copyMigrated(`${directory}/fleet.db`);
  const db = await createDb(url);
  const bus = createBus((error) => {
    throw error;
  });
  const heard: NodeChanged[] = [];
  bus.subscribe('node.changed', (event) => heard.push(event));
  const audit = createAudit({ db, log: quiet, now, newId });
  // Full jitter at its least: the shortest pauses there are.
  const fleet = createFleet({ db, bus, keyring, audit, log: quiet, now, random: () => 0 });
  await fleet.start();
  return {
    db,
    fleet,
    keyring,
    heard,
    async register({ name, host, port = 22, loginUser, credential, rootPassword, hostKey }) {
      const node = { id: newId(), host, port };
      await db.node.create({
        data: {
          ...node,
          name,
          loginUser,
          credentialKind: credential.kind,
          credentialSealed: sealCredential(keyring, node, credential),
          rootPasswordSealed: rootPassword ? keyring.seal(rootPassword, credentialContext(node, 'rootPassword')) : null,
          hostKey,
          state: 'connecting',
          stateSince: now(),
          createdAt: now(),
          updatedAt: now(),
        },
      });
      await fleet.register(node.id);
      return node.id;
    },
    becomes: (id, state) =>
      until(
        `the node to be ${state}`,
        () => fleet.status(id).state,
        (s) => s === state,
        60_000,
      ),
    async stop() {
      await fleet.stop();
      await db.$disconnect();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
