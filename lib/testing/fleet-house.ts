import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LabNode } from '@/lab/lab';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb } from '@/lib/gateways/db/create-db';
import { createJobs } from '@/lib/features/jobs/create-jobs';
import type { Logger } from '@/lib/core/log';
import { createFleet } from '@/lib/fleet/create-fleet';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { createRateLimits } from '@/lib/core/rate-limits';
import type { Ctx } from '@/lib/core/runtime';
import type { Credential } from '@/lib/shared/nodes';
import type { NodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { createTerminals } from '@/lib/features/terminals/create-terminals';
import { createHealthDouble } from './health-double';
import { copyMigrated } from './migrated-database';
import { quiet } from './test-lab';

/**
 * A register with a fleet of its own in front of real nodes.
 * @param options.random for the pauses between tries; by default at its least: the shortest pauses there are.
 * @param options.networks where nodes may be; anywhere when not given.
 * @param options.log quiet when not given.
 */
export async function startFleetHouse(options: { random?: () => number; networks?: NodeNetworks; log?: Logger } = {}) {
  const { random = () => 0, networks, log = quiet } = options;
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-house-'));
  const url = `file:${directory}/house.db`;
  await copyMigrated(`${directory}/house.db`);
  const db = await createDb(url);
  const keyring = createKeyring(`1:${randomBytes(32).toString('base64')}`);
  const now = () => new Date();
  const newId = () => randomBytes(12).toString('hex');
  const bus = createBus((error) => {
    throw error;
  });
  const audit = createAudit({ db, log, now, newId });
  const fleet = createFleet({
    db,
    bus,
    keyring,
    audit,
    log,
    now,
    random,
    ...(networks && { networks }),
    connectTimeoutMs: 5_000,
  });
  await fleet.start();
  const jobs = createJobs({ db, bus, log, now, newId });
  const terminals = createTerminals({ now, log });
  const health = createHealthDouble();
  const runtime = { db, bus, keyring, fleet, health, jobs, terminals, log, now, audit, newId };

  /** Registers a node as a class knows it: ubuntu with its password, and root's where given. */
  async function register(
    node: Pick<LabNode, 'name' | 'host' | 'port' | 'hostKeys'>,
    given: { rootPassword?: string | null; loginUser?: string; credential?: Credential; host?: string; port?: number } = {},
  ): Promise<string> {
    const at = { id: newId(), host: given.host ?? node.host, port: given.port ?? node.port };
    const rootPassword = given.rootPassword === undefined ? 'root' : given.rootPassword;
    const credential = given.credential ?? { kind: 'password', password: 'ubuntu' };
    await db.node.create({
      data: {
        ...at,
        name: node.name,
        loginUser: given.loginUser ?? 'ubuntu',
        credentialKind: credential.kind,
        credentialSealed: sealCredential(keyring, at, credential),
        rootPasswordSealed: rootPassword === null ? null : keyring.seal(rootPassword, credentialContext(at, 'rootPassword')),
        hostKey: node.hostKeys[0]?.publicKey ?? null,
        state: 'connecting',
        stateSince: now(),
        createdAt: now(),
        updatedAt: now(),
      },
    });
    await fleet.register(at.id);
    return at.id;
  }

  return {
    runtime,
    register,
    /** An administrator with an account. */
    async admin(): Promise<Ctx> {
      const account = { id: newId(), name: 'Admin', role: 'admin' };
      const dates = { createdAt: now(), updatedAt: now() };
      await db.user.create({ data: { ...account, ...dates, email: `${account.id}@example.org`, passwordHash: '' } });
      // The fake nodes listen on loopback.
      const env = { host: '127.0.0.1', port: 1, nodeNetworks: ['0.0.0.0/0', '::/0'] };
      const rates = createRateLimits();
      return { ...runtime, env, rates, actor: { kind: 'user', ...account }, address: '127.0.0.1' } as unknown as Ctx;
    },
    row: (id: string) => db.node.findUniqueOrThrow({ where: { id } }),
    /** Takes a node out of the register again. */
    async forget(id: string): Promise<void> {
      await db.node.delete({ where: { id } });
      bus.publish('node.deleted', { nodeId: id });
    },
    async stop() {
      await terminals.stop();
      await jobs.stop();
      await fleet.stop();
      await db.$disconnect();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
export type FleetHouse = Awaited<ReturnType<typeof startFleetHouse>>;
