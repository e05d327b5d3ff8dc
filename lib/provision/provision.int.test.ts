import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, labUsers, startSshd, stopSshd } from '@/lab/lab';
import { createAudit } from '@/lib/audit/create-audit';
import { createBus } from '@/lib/bus/bus';
import { createDb, migrate } from '@/lib/db/create-db';
import { createJobs } from '@/lib/jobs/create-jobs';
import { createFleet } from '@/lib/nodes/create-fleet';
import { credentialContext, sealCredential } from '@/lib/nodes/node-row';
import type { Ctx } from '@/lib/runtime';
import { createKeyring } from '@/lib/secrets/create-keyring';
import type { JobStep } from '@/lib/shared/jobs';
import { type OperationDetail, type StartOperation, type StepInput, startOperationSchema } from '@/lib/shared/operations';
import { quiet, until } from '@/lib/testing/test-lab';
import { cancelOperation, getOperation, resumeOperation, startOperation } from './operations';
import { runSteps } from './run-steps';
import { createStepNode } from './step-node';
import { makeStep } from './steps';

const name = 'provtest';
const directory = mkdtempSync(path.join(tmpdir(), 'berth-provision-'));
const keyring = createKeyring(`1:${randomBytes(32).toString('base64')}`);
const now = () => new Date();
const newId = () => randomBytes(12).toString('hex');
let lab: Lab;
let ctx: Ctx;
const ids = new Map<string, string>();

beforeAll(async () => {
  await downLab(name);
  lab = await ensureLab({
    name,
    nodes: [
      { base: 'bookworm', store: 'overlay2', docker: false },
      { base: 'bookworm', store: 'overlay2', docker: false },
    ],
  });
  await migrate(process.cwd(), `file:${directory}/panel.db`);
  const db = await createDb(`file:${directory}/panel.db`);
  const bus = createBus((error) => {
    throw error;
  });
  const audit = createAudit({ db, log: quiet, now, newId });
  const fleet = createFleet({ db, bus, keyring, audit, log: quiet, now, random: () => 0 });
  const jobs = createJobs({ db, bus, log: quiet, now, newId });
  ctx = {
    ...({ db, bus, audit, fleet, jobs, keyring, log: quiet, now, newId } as unknown as Ctx),
    actor: { id: 'nobody', name: 'test', email: '', role: 'admin', teaches: new Set() },
    requestId: 'test',
    address: null,
  };
  // As a class finds them: the login user, and the root password in the register.
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
}, 300_000);
afterAll(async () => {
  await ctx?.jobs.stop();
  await ctx?.fleet.stop();
  await ctx?.db.$disconnect();
  rmSync(directory, { recursive: true, force: true });
  await downLab(name);
});

const registry = () => `${lab.registry.host}:${lab.registry.port}`;
const daemonJson = (): StepInput => ({
  id: 'docker.daemon-json',
  mirrors: [`http://${registry()}`],
  insecureRegistries: [registry()],
  logs: { maxSizeMb: 10, maxFiles: 3 },
  overlay2: true,
});
const whole = (): StepInput[] => [
  { id: 'docker.install' },
  { id: 'docker.start' },
  daemonJson(),
  { id: 'hostname' },
  { id: 'images.pull', images: ['busybox'] },
];

async function run(
  input: Partial<StartOperation> & { kind: StartOperation['kind'] },
  nodes = ['node0'],
): Promise<OperationDetail> {
  const { id } = await startOperation(ctx, startOperationSchema.parse({ nodes, ...input }));
  return ended(id);
}
const ended = (id: string) =>
  until(
    'the operation to end',
    () => getOperation(ctx, { operationId: id }),
    (operation) => operation.state !== 'running',
    120_000,
  );
const stepsOf = (operation: OperationDetail, node = 'node0'): JobStep[] =>
  operation.jobs.find((job) => job.nodeName === node)?.progress?.steps ?? [];
const states = (operation: OperationDetail, node = 'node0') => stepsOf(operation, node).map((step) => step.state);
const inside = async (node: string, script: string): Promise<string> => {
  const said = await execOnNode(name, node, ['sh', '-c', script], { timeoutMs: 60_000 });
  return said.stdout;
};
/** Everything a step could leave on a node: files that changed since a moment ago, beside what a node writes by itself. */
const changedSince = (node: string, mark: string) =>
  inside(
    node,
    `find / -xdev -newer ${mark} -type f ! -path '/proc/*' ! -path '/var/log/*' ! -path '/run/*' ! -path '/tmp/*' ! -path '/var/lib/docker/*' ! -path '/var/lib/containerd/*'`,
  );

test('a dry run says what it would do and does nothing; the run does it; a second run does nothing', async () => {
  await inside('node0', 'touch /root/mark');
  const dry = await run({ kind: 'node.provision', steps: whole(), dryRun: true });
  expect(dry).toMatchObject({ state: 'done', dryRun: true, resumable: false });
  expect(states(dry)).toEqual(['planned', 'planned', 'planned', 'planned', 'planned']);
  expect(stepsOf(dry)[0]?.detail).toContain('apt-get install docker.io');
  expect(stepsOf(dry)[2]?.detail).toContain(`registry-mirrors: + http://${registry()}`);
  expect(await changedSince('node0', '/root/mark')).toBe('');

  const real = await run({ kind: 'node.provision', steps: whole() });
  expect([real.jobs[0]?.error, stepsOf(real)]).toEqual([null, expect.anything()]);
  expect(states(real)).toEqual(['done', 'done', 'done', 'done', 'done']);
  const written = JSON.parse(await inside('node0', 'cat /etc/docker/daemon.json')) as Record<string, unknown>;
  // What stood there before stands there still.
  expect(written['cgroup-parent']).toBe(`/berth-lab-${name}-node0`);
  expect(written['registry-mirrors']).toEqual([`http://${registry()}`]);
  expect(
    await inside(
      'node0',
      'docker info --format "{{.Driver}} {{.RegistryConfig.Mirrors}}"; docker image ls busybox -q; ls -A /etc/docker | grep -v key.json',
    ),
  ).toMatch(new RegExp(`^overlay2 \\[http://${registry()}/\\]\n[0-9a-f]{12}\ndaemon.json\n$`));
  expect(ctx.fleet.status(ids.get('node0') ?? '').state).toBe('ready');

  await inside('node0', 'touch /root/mark');
  const again = await run({ kind: 'node.provision', steps: whole() });
  expect(states(again)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(await changedSince('node0', '/root/mark')).toBe('');
});
