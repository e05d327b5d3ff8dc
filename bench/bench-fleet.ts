import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Farm, type FarmNode, startFarm } from '@/lab/farm/farm';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb, migrate } from '@/lib/gateways/db/create-db';
import { createLogger } from '@/lib/core/log';
import { createFleet } from '@/lib/fleet/create-fleet';
import type { Fleet } from '@/lib/fleet/fleet';
import { sealCredential } from '@/lib/fleet/node-row';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';

export interface BenchFarm extends Farm {
  /** Of root on every node. */
  privateKey: string;
}

/** Fake nodes that let one new key in as root. */
export async function startBenchFarm(count: number): Promise<BenchFarm> {
  const key = makeKeyPair();
  const farm = await startFarm({ count, accounts: [{ user: 'root', publicKey: key.publicKey }] });
  return { ...farm, privateKey: key.privateKey };
}

export interface BenchRegister {
  /** A fleet that knows these nodes and has connected none yet. */
  createFleet(): Fleet;
  nodeIds: string[];
  /** Writes further nodes down. @returns their ids */
  add(nodes: FarmNode[]): Promise<string[]>;
  close(): Promise<void>;
}

/** A fresh SQLite database with these nodes in it, their host keys approved and their credential sealed, as after an import. */
export async function createRegister(nodes: FarmNode[], privateKey: string): Promise<BenchRegister> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  const url = `file:${directory}/berth.db`;
  await migrate(path.dirname(import.meta.dirname), url);
  const db = await createDb(url);
  const keyring = createKeyring(`1:${randomBytes(32).toString('base64')}`);
  const now = () => new Date();
  const newId = () => randomBytes(12).toString('hex');
  const rowOf = ({ name, host, port, hostKey }: FarmNode) => {
    const node = { id: newId(), host, port };
    const credentialSealed = sealCredential(keyring, node, { kind: 'private_key', privateKey });
    const times = { stateSince: now(), createdAt: now(), updatedAt: now() };
    return {
      ...{ ...node, name, hostKey, loginUser: 'root', credentialKind: 'private_key', credentialSealed, state: 'connecting' },
      ...times,
    };
  };
  const add = async (more: FarmNode[]): Promise<string[]> => {
    const rows = more.map(rowOf);
    // Not createMany: Prisma keeps the plan of such a query, which is as large as its rows, and that would count as a node's memory.
    await db.$transaction(rows.map((data) => db.node.create({ data })));
    return rows.map((row) => row.id);
  };
  const log = createLogger('error');
  return {
    nodeIds: await add(nodes),
    add,
    createFleet: () => {
      const bus = createBus((error) => {
        throw error;
      });
      return createFleet({ db, bus, keyring, audit: createAudit({ db, log, now, newId }), log, now });
    },
    close: async () => {
      await db.$disconnect();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when every node is `ready`: connected, host key verified, event stream open, lists in. @throws Error naming one that is not */
export async function allReady(fleet: Fleet, nodeIds: string[], timeoutMs = 120_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let left = nodeIds;
  while (left.length > 0) {
    left = left.filter((id) => fleet.status(id).state !== 'ready');
    const [one] = left;
    if (one !== undefined && performance.now() > deadline)
      throw new Error(`${left.length} nodes are not ready; one is ${JSON.stringify(fleet.status(one))}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
