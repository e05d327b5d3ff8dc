import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downLab, ensureLab, execOnNode, type Lab, labUsers } from '@/lab/lab';
import type { NodeSpec } from '@/lab/layout';
import type { Ctx } from '@/lib/core/runtime';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createJobs } from '@/lib/features/jobs/create-jobs';
import { getOperation, startOperation } from '@/lib/features/provision/operations';
import { createStepNode } from '@/lib/features/provision/step-node';
import { createFleet } from '@/lib/fleet/create-fleet';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb } from '@/lib/gateways/db/create-db';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobStep } from '@/lib/shared/jobs';
import { type OperationDetail, type StartOperation, type StepInput, startOperationSchema } from '@/lib/shared/operations';
import { copyMigrated } from './migrated-database';
import { makeShellsNoisy, quiet, until } from './test-lab';

const now = () => new Date();
const newId = () => randomBytes(12).toString('hex');

export type ProvisionLab = Awaited<ReturnType<typeof startProvisionLab>>;

/**
 * Real nodes with start-up files that print, and what of the panel provisions them, as an administrator. Each node is as a class finds it:
 * the login user, and the root password in the register.
 * @param name of the lab, one for each test file
 * @param prepare runs before the panel connects
 */
export async function startProvisionLab(name: string, nodes: NodeSpec[], prepare: (lab: Lab) => Promise<void> = async () => {}) {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-provision-'));
  const keyring = createKeyring(`1:${randomBytes(32).toString('base64')}`);
  const ids = new Map<string, string>();
  await downLab(name);
  const lab = await ensureLab({ name, nodes });
  await makeShellsNoisy(name, lab.nodes);
  await copyMigrated(`${directory}/panel.db`);
  const db = await createDb(`file:${directory}/panel.db`);
  const bus = createBus((error) => {
    throw error;
  });
  const audit = createAudit({ db, log: quiet, now, newId });
  const fleet = createFleet({ db, bus, keyring, audit, log: quiet, now, random: () => 0 });
  const jobs = createJobs({ db, bus, log: quiet, now, newId });
  const ctx: Ctx = {
    ...({ db, bus, audit, fleet, jobs, keyring, log: quiet, now, newId } as unknown as Ctx),
    actor: { id: 'nobody', name: 'test', email: '', role: 'admin', teaches: new Set() },
    requestId: 'test',
    address: null,
  };
  await prepare(lab);
  for (const node of lab.nodes) {
    const at = { id: newId(), host: node.host, port: node.port };
    const credentialSealed = sealCredential(keyring, at, { kind: 'password', password: labUsers.ubuntu });
    const rootPasswordSealed = keyring.seal(labUsers.root, credentialContext(at, 'rootPassword'));
    const stamps = { stateSince: now(), createdAt: now(), updatedAt: now() };
    const about = {
      ...at,
      name: node.name,
      loginUser: 'ubuntu',
      credentialKind: 'password',
      hostKey: node.hostKeys[0]?.publicKey,
    };
    await db.node.create({ data: { ...about, credentialSealed, rootPasswordSealed, state: 'connecting', ...stamps } });
    ids.set(node.name, at.id);
    await fleet.register(at.id);
  }

  const registry = () => `${lab.registry.host}:${lab.registry.port}`;
  const inside = async (node: string, script: string): Promise<string> =>
    (await execOnNode(name, node, ['sh', '-c', script], { timeoutMs: 60_000 })).stdout;
  const ended = (id: string) =>
    until(
      'the operation to end',
      () => getOperation(ctx, { operationId: id }),
      (operation) => operation.state !== 'running',
      120_000,
    );
  return {
    lab,
    ctx,
    ids,
    registry,
    inside,
    ended,
    daemonJson: (): StepInput & { id: 'docker.daemon-json' } => ({
      id: 'docker.daemon-json',
      mirrors: [`http://${registry()}`],
      insecureRegistries: [registry()],
      logs: { maxSizeMb: 10, maxFiles: 3 },
      overlay2: true,
    }),
    /** Starts an operation and waits for its end. */
    async run(
      input: Partial<StartOperation> & { kind: StartOperation['kind'] },
      on: string[] = ['node0'],
    ): Promise<OperationDetail> {
      const { id } = await startOperation(ctx, startOperationSchema.parse({ nodes: on, ...input }));
      return ended(id);
    },
    /** For a step by itself. A lock is not waited for. */
    nodeOf: (node: string) =>
      createStepNode(ctx, { id: ids.get(node) ?? '', name: node, loginUser: 'ubuntu' }, new AbortController().signal, {
        lockWaitMs: 0,
      }),
    /** Everything a step could leave on a node: files that changed since a moment ago, beside what a node writes by itself. */
    changedSince: (node: string, mark: string) =>
      inside(
        node,
        `find / -xdev -newer ${mark} -type f ! -path '/proc/*' ! -path '/var/log/*' ! -path '/run/*' ! -path '/tmp/*' ! -path '/var/lib/docker/*' ! -path '/var/lib/containerd/*'`,
      ),
    async stop() {
      await jobs.stop();
      await fleet.stop();
      await db.$disconnect();
      rmSync(directory, { recursive: true, force: true });
      await downLab(name);
    },
  };
}

export const stepsOf = (operation: OperationDetail, node = 'node0'): JobStep[] =>
  operation.jobs.filter((job) => job.nodeName === node).flatMap(stepsOfJob);
export const states = (operation: OperationDetail, node = 'node0') => stepsOf(operation, node).map((step) => step.state);
