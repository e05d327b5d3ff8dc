import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode } from '@/lab/lab';
import { createAudit } from '@/lib/features/audit/create-audit';
import { type Bus, createBus } from '@/lib/gateways/bus/bus';
import { createDb, migrate } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import { createFleet } from '@/lib/fleet/create-fleet';
import type { Fleet } from '@/lib/fleet/fleet';
import { sealCredential } from '@/lib/fleet/node-row';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { healthConcerns } from '@/lib/shared/health-concerns';
import { quiet, until, makeShellsNoisy } from '@/lib/testing/test-lab';
import { createHealth } from './create-health';
import type { Health } from './health';
import { readSample } from './read-sample';

const lab = 'healthtest';
const directory = mkdtempSync(path.join(tmpdir(), 'berth-health-'));
const now = () => new Date();
const newId = () => randomBytes(12).toString('hex');
const id = newId();
let node: LabNode;
let db: Db;
let bus: Bus;
let fleet: Fleet;
let health: Health;

beforeAll(async () => {
  const made = await ensureLab({ name: lab, nodes: [{ base: 'bookworm', store: 'overlay2' }] });
  node = made.nodes[0] as LabNode;
  await migrate(process.cwd(), `file:${directory}/health.db`);
  db = await createDb(`file:${directory}/health.db`);
  const keyring = createKeyring(`1:${randomBytes(32).toString('base64')}`);
  bus = createBus((error) => {
    throw error;
  });
  fleet = createFleet({ db, bus, keyring, audit: createAudit({ db, log: quiet, now, newId }), log: quiet, now, random: () => 0 });
  health = createHealth({ fleet, bus, log: quiet, now });
  health.start();
  await fleet.start();
  const at = { id, host: node.host, port: node.port };
  const credential = { kind: 'password', password: 'ubuntu' } as const;
  const made0 = { state: 'connecting', stateSince: now(), createdAt: now(), updatedAt: now() };
  const login = { loginUser: 'ubuntu', credentialKind: 'password', credentialSealed: sealCredential(keyring, at, credential) };
  await db.node.create({ data: { ...at, ...login, ...made0, name: 'node0', hostKey: node.hostKeys[0]?.publicKey ?? null } });
  health.watch(id, true);
  await fleet.register(id);
});
afterAll(async () => {
  health?.stop();
  await fleet?.stop();
  await db?.$disconnect();
  rmSync(directory, { recursive: true, force: true });
  await downLab(lab);
});

const onNode = async (...command: string[]): Promise<string> => (await execOnNode(lab, 'node0', command)).stdout.trim();
const signalSshd = (signal: 'STOP' | 'CONT') => execOnNode(lab, 'node0', ['pkill', `-${signal}`, 'sshd']);

test('a node says how it is to its login user, who may not talk to Docker, and it is what the node itself finds', async () => {
  const sample = await until(
    'a sample',
    () => health.latest(id),
    (s) => s !== null,
  );
  if (!sample) throw new Error('unreachable');
  expect(fleet.status(id).state).toBe('docker_denied');
  expect(sample.latencyMs).toBeGreaterThan(0);
  expect(sample.latencyMs).toBeLessThan(5_000);
  expect(sample.cpus).toBe(Number(await onNode('nproc', '--all')));
  expect(sample.load1).toBeGreaterThanOrEqual(0);
  const totalKb = Number(await onNode('awk', '/^MemTotal:/{print $2}', '/proc/meminfo'));
  expect(sample.memoryTotalBytes).toBe(totalKb * 1024);
  expect(sample.memoryUsedBytes).toBeLessThan(totalKb * 1024);
  const df = (await onNode('df', '-B1', '--output=used,avail', '/')).split('\n').at(-1)?.trim().split(/\s+/).map(Number) ?? [];
  const [used = 0, available = 0] = df;
  expect(sample.diskTotalBytes).toBeGreaterThan(0);
  // Others work on this machine's disk meanwhile.
  expect(Math.abs((sample.diskTotalBytes ?? 0) - (used + available))).toBeLessThan((used + available) * 0.05);
  expect(Math.abs((sample.diskUsedBytes ?? 0) - used)).toBeLessThan((used + available) * 0.05);
});

test('asking starts no process on the node', async () => {
  const server = () => onNode('pgrep', '-c', 'sftp-server');
  const before = health.history(id).length;
  await until(
    'two samples more',
    () => health.history(id).length,
    (n) => n >= before + 2,
  );
  expect(await server()).toBe('1');
});

test('a node whose start-up files print, so that SFTP does not come up, is sampled all the same', async () => {
  await makeShellsNoisy(lab, [node]);
  await fleet.reconnect(id);
  const ssh = await fleet.ssh(id);
  const sample = await readSample(ssh, '/', now());
  expect(sample.diskTotalBytes).toBeGreaterThan(0);
  expect(sample.memoryTotalBytes).toBeGreaterThan(0);
  await onNode('sed', '-i', '/^echo hi; echo hi/d', '/home/ubuntu/.bashrc', '/root/.bashrc');
  await fleet.reconnect(id);
});

test('a full disk is found before anything fails for it', async () => {
  await onNode(
    'sh',
    '-c',
    'mkdir -p /mnt/full && mount -t tmpfs -o size=1m tmpfs /mnt/full && head -c 1040384 /dev/zero >/mnt/full/x',
  );
  const ssh = await fleet.ssh(id);
  const sample = await readSample(ssh, '/mnt/full', now());
  expect(sample.diskPath).toBe('/mnt/full');
  expect(healthConcerns(sample).map((c) => [c.about, c.level])).toContainEqual(['disk', 'alarm']);
});

test('a node that falls silent is known to be lost within 15 seconds, and is sampled again when it is back', async () => {
  await signalSshd('STOP');
  try {
    await until(
      'the node to be lost',
      () => fleet.status(id).state,
      (state) => state === 'unreachable',
      15_000,
    );
    await until(
      'the last word to be no word about now',
      () => health.latest(id),
      (s) => s === null,
    );
    expect(health.history(id).length).toBeGreaterThan(0);
  } finally {
    await signalSshd('CONT');
  }
  await until(
    'a new sample',
    () => health.latest(id),
    (s) => s !== null,
  );
});
