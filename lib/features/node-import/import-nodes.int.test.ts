import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, execOnNode, regenerateHostKeys } from '@/lab/lab';
import { createClass } from '@/lib/features/classes/classes';
import { migrate } from '@/lib/gateways/db/create-db';
import type { Ctx } from '@/lib/core/runtime';
import type { NodeState } from '@/lib/shared/nodes';
import { type StartedRuntime, startRuntime } from '@/lib/start-runtime';
import { type TestLab, testLab, until } from '@/lib/testing/test-lab';
import { setClassDefaults } from '@/lib/features/nodes/class-defaults';
import { approveHostKeys, listHostKeys } from '@/lib/features/nodes/offered-host-keys';
import { testConnection } from '@/lib/features/nodes/test-connection';
import { exportNodes } from './export-nodes';
import { importNodes } from './import-nodes';

const lab = 'nodeimport';
let t: TestLab;
let started: StartedRuntime;
let ctx: Ctx;
let directory: string;
let classId: string;

beforeAll(async () => {
  t = await testLab(lab);
  directory = mkdtempSync(path.join(tmpdir(), 'berth-import-'));
  const databaseUrl = `file:${directory}/berth.db`;
  await migrate(process.cwd(), databaseUrl);
  started = await startRuntime({
    mode: 'test',
    host: '127.0.0.1',
    port: 0,
    origin: 'http://localhost',
    origins: ['http://localhost'],
    dataDir: directory,
    databaseUrl,
    authSecret: randomBytes(32).toString('hex'),
    masterKeys: undefined,
    nodeNetworks: null,
    trustedProxies: [],
    auditDays: 365,
    logLevel: 'silent',
  });
  ctx = {
    ...started.runtime,
    actor: { id: 'test', name: 'test', email: '', role: 'admin', teaches: new Set() },
    requestId: 'test',
    address: null,
  };
  classId = (await createClass(ctx, { name: 'room 3' })).id;
});
afterAll(async () => {
  await started?.stop();
  rmSync(directory, { recursive: true, force: true });
  await downLab(lab);
});

const range = (): string => {
  const numbers = [t.old, t.recent].map((node) => node.host.split('.')[3]);
  return `n[0-1] ${t.old.host.replace(/\d+$/, '')}[${numbers.join('-')}]\n`;
};
const run = (text: string, dryRun = false) => importNodes(ctx, { classId, text, dryRun });
const idOf = async (name: string) => (await ctx.db.node.findFirstOrThrow({ where: { name } })).id;
const becomes = async (name: string, state: NodeState) => {
  const id = await idOf(name);
  await until(
    `${name} to be ${state}`,
    () => ctx.fleet.status(id).state,
    (now) => now === state,
    60_000,
  );
};
const sha256Of = (node: TestLab['old'], type = 'ssh-ed25519') => node.hostKeys.find((key) => key.type === type)?.sha256 ?? '';

test('a connection is tried stage by stage; only past the key that was looked at is anything offered', async () => {
  const target = { host: t.old.host, port: t.old.port, loginUser: 'ubuntu' };
  const input = { ...target, credential: { kind: 'password', password: 'ubuntu' } as const };
  const states = async (more: object) =>
    (await testConnection(ctx, { ...input, ...more })).items.map(({ state }) => state).join(' ');
  const first = await testConnection(ctx, input);
  expect(first.items.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'waiting', 'skipped', 'skipped']);
  expect(first.hostKey).toEqual({ type: 'ssh-ed25519', sha256: sha256Of(t.old) });
  const sha256 = sha256Of(t.old);
  // The class's login user may not use the socket; with root's password the panel finds its way.
  const denied = await testConnection(ctx, { ...input, sha256 });
  expect(denied.items.at(-1)).toMatchObject({ state: 'failed', code: 'docker_denied' });
  const good = await testConnection(ctx, { ...input, sha256, rootPassword: 'root' });
  const { stdout: version } = await execOnNode(lab, t.old.name, ['docker', 'version', '--format', '{{.Server.Version}}']);
  const { evidence } = good.items.at(-1) ?? {};
  expect(good.items.at(-1)).toMatchObject({ state: 'ok', evidence: expect.stringMatching(/overlay2, su/) });
  expect(evidence).toContain(`Docker ${version.trim()}`);
  expect(await states({ sha256: sha256Of(t.recent) })).toBe('ok ok ok ok failed skipped skipped');
  expect(await states({ sha256, credential: { kind: 'password', password: 'wrong' } })).toBe('ok ok ok ok ok failed skipped');
  expect(await states({ port: 2222 })).toBe('ok failed skipped skipped skipped skipped skipped');
  expect(await ctx.db.node.count()).toBe(0);
});

test('a range: looked at, written, its keys approved together, and the nodes are ready', async () => {
  await setClassDefaults(ctx, {
    classId,
    loginUser: 'ubuntu',
    port: null,
    jumpNodeId: null,
    credential: { kind: 'password', password: 'ubuntu' },
    rootPassword: 'root',
  });
  expect((await run(range(), true)).counts).toEqual({ add: 2, update: 0, same: 0, bad: 0 });
  expect(await ctx.db.node.count()).toBe(0);

  const written = await run(`${range()}evil -oProxyCommand=touch${'\u0000'}/tmp/canary\nbad[0-2] 10.0.0.[0-1]\n`);
  expect(written.counts).toEqual({ add: 2, update: 0, same: 0, bad: 2 });
  expect(written.items.filter(({ state }) => state === 'bad').map(({ line, problems }) => [line, problems[0]?.code])).toEqual([
    [2, 'host'],
    [3, 'range_counts'],
  ]);
  await becomes('n0', 'unverified');
  await becomes('n1', 'unverified');
  const offered = await until(
    'both keys to be offered',
    () => listHostKeys(ctx, { classId }),
    ({ items }) => items.length === 2,
  );
  expect(offered.items.map(({ name, offered: { sha256 } }) => [name, sha256])).toEqual([
    ['n0', sha256Of(t.old)],
    ['n1', sha256Of(t.recent)],
  ]);

  const [n0, n1] = [await idOf('n0'), await idOf('n1')];
  // One fingerprint was not looked at: that one is refused, the other goes through.
  const swapped = {
    classId,
    keys: [
      { node: n0, sha256: sha256Of(t.recent) },
      { node: n1, sha256: sha256Of(t.recent) },
    ],
  };
  expect((await approveHostKeys(ctx, swapped)).items.map(({ outcome }) => outcome)).toEqual(['host_key_mismatch', 'approved']);
  await approveHostKeys(ctx, { classId, keys: [{ node: n0, sha256: sha256Of(t.old) }] });
  await becomes('n0', 'ready');
  await becomes('n1', 'ready');
  expect(ctx.fleet.status(n0).access?.docker).toMatch(/^su/);
});

test('the same again changes nothing, from a range and from the export; the nodes keep their connections', async () => {
  const before = await ctx.db.node.findMany();
  const connections = await Promise.all(before.map(({ id }) => ctx.fleet.ssh(id)));
  expect((await run(range())).counts).toEqual({ add: 0, update: 0, same: 2, bad: 0 });
  const csv = (await exportNodes(ctx, { classId, format: 'csv' })).text;
  expect((await run(csv)).counts).toEqual({ add: 0, update: 0, same: 2, bad: 0 });
  expect((await run((await exportNodes(ctx, { classId, format: 'ssh_config' })).text)).counts.same).toBe(2);
  const rows = await ctx.db.node.findMany();
  expect(rows.map(({ updatedAt }) => updatedAt)).toEqual(before.map(({ updatedAt }) => updatedAt));
  expect(await Promise.all(rows.map(({ id }) => ctx.fleet.ssh(id)))).toEqual(connections);
  expect(csv).not.toMatch(/password|ubuntu,ubuntu|sealed/);
});

test('moving a node asks for its credential again, and for its key', async () => {
  await setClassDefaults(ctx, {
    classId,
    loginUser: 'ubuntu',
    port: null,
    jumpNodeId: null,
    credential: null,
    rootPassword: null,
  });
  const moved = `n0 ${t.recent.host}\nn1 ${t.old.host}\n`;
  const refused = await run(moved);
  expect(refused.items.map(({ state, problems }) => [state, problems[0]?.code])).toEqual([
    ['bad', 'credential_again'],
    ['bad', 'credential_again'],
  ]);
  const csv = `name,host,password\nn0,${t.recent.host},ubuntu\n`;
  expect((await run(`${csv}n1,${t.old.host},ubuntu\n`)).counts).toMatchObject({ update: 2, bad: 0 });
  expect(await ctx.db.node.count({ where: { hostKey: null } })).toBe(2);
  await becomes('n0', 'unverified');
  await becomes('n1', 'unverified');
});

test('a key that comes with the import is the approved one; a changed key is not approved in passing', async () => {
  const keyOf = (node: TestLab['old']) => node.hostKeys.find((key) => key.type === 'ssh-ed25519')?.publicKey ?? '';
  const text = `name,host,host_key,root_password\nn0,${t.recent.host},${keyOf(t.recent)},root\nn1,${t.old.host},${keyOf(t.old)},root\n`;
  expect((await run(text)).counts).toMatchObject({ update: 2, bad: 0 });
  await becomes('n1', 'ready');
  await regenerateHostKeys(lab, t.old.name);
  const id = await idOf('n1');
  await ctx.fleet.reconnect(id);
  await becomes('n1', 'host_key_changed');
  const [key] = await until(
    'the other key to be stored',
    async () => (await listHostKeys(ctx, { classId })).items.filter(({ node }) => node === id),
    (items) => items.length === 1,
  );
  expect(key?.approved?.sha256).toBe(sha256Of(t.old));
  const sha256 = key?.offered.sha256 ?? '';
  expect((await approveHostKeys(ctx, { classId, keys: [{ node: id, sha256 }] })).items[0]?.outcome).toBe('host_key_changed');
  expect((await ctx.db.node.findUniqueOrThrow({ where: { id } })).hostKey).toBe(keyOf(t.old));
});
