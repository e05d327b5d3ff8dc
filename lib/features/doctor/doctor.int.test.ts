import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  downLab,
  ensureLab,
  execOnNode,
  type Lab,
  type LabNode,
  makeKeyPair,
  regenerateHostKeys,
  setSshdOptions,
  setupRootLogin,
  startDockerd,
  startRegistry,
  startSshd,
  stopDockerd,
  stopRegistry,
  stopSshd,
} from '@/lab/lab';
import { migrate } from '@/lib/gateways/db/create-db';
import { readEnv } from '@/lib/core/env';
import { approveHostKey } from '@/lib/features/nodes/approve-host-key';
import { createNode } from '@/lib/features/nodes/nodes';
import type { Ctx } from '@/lib/core/runtime';
import type { DoctorFinding, DoctorReport, FindingId } from '@/lib/shared/doctor';
import type { Credential } from '@/lib/shared/nodes';
import { type StartedRuntime, startRuntime } from '@/lib/start-runtime';
import { oldestAndNewest, until, makeShellsNoisy } from '@/lib/testing/test-lab';
import { examineNode, getNodeReport } from './reports';

const labName = 'doctortest';
const directory = mkdtempSync(path.join(tmpdir(), 'berth-doctor-'));
let lab: Lab;
let old: LabNode;
let recent: LabNode;
let started: StartedRuntime;
let ctx: Ctx;
let rootKey: string;

beforeAll(async () => {
  lab = await ensureLab({
    name: labName,
    nodes: await oldestAndNewest(),
  });
  [old, recent] = lab.nodes as [LabNode, LabNode];
  await makeShellsNoisy(labName, lab.nodes);
  const key = await makeKeyPair(`${directory}/key`);
  rootKey = key.privateKey;
  const env = readEnv({ BERTH_DATA_DIR: directory });
  await migrate(process.cwd(), env.databaseUrl);
  started = await startRuntime({ ...env, logLevel: 'silent' });
  const actor = { id: 'a'.padEnd(24, '0'), name: 'a', email: '', role: 'admin', teaches: new Set<string>() } as const;
  ctx = { ...started.runtime, actor, requestId: 'r', address: null };
});
afterAll(async () => {
  await started?.stop();
  rmSync(directory, { recursive: true, force: true });
  await downLab(labName);
});

const ubuntu: Credential = { kind: 'password', password: 'ubuntu' };
/** Registers a lab node as a class does. Its host key is as yet unseen. */
const register = (
  name: string,
  { host, port }: LabNode,
  more: { loginUser?: string; credential?: Credential; rootPassword?: string } = {},
) => createNode(ctx, { name, host, port, loginUser: 'ubuntu', credential: ubuntu, ...more });

/** The same, with its host key approved as the node itself names it. */
async function registerKnown(name: string, node: LabNode, more: Parameters<typeof register>[2] = {}): Promise<void> {
  await register(name, node, more);
  await until(
    'the offered key',
    () => ctx.db.node.findFirstOrThrow({ where: { name } }),
    (row) => row.offeredHostKey !== null,
  );
  await approveHostKey(ctx, { node: name, sha256: node.hostKeys.find((key) => key.type === 'ssh-ed25519')?.sha256 ?? '' });
}

type Found = { report: DoctorReport } & Record<FindingId, DoctorFinding>;
async function examine(name: string): Promise<Found> {
  const report = await examineNode(ctx, { node: name });
  return { report, ...Object.fromEntries(report.findings.map((finding) => [finding.id, finding])) } as Found;
}
/** Everything that is not well, as `id reason`. */
const troubles = ({ report }: Found): string[] =>
  report.findings.filter(({ state }) => state !== 'ok').map(({ id, state, reason }) => `${id} ${state} ${reason}`);

const inside = async (node: LabNode, ...argv: string[]) => {
  const { code, stderr, stdout } = await execOnNode(labName, node.name, argv);
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return stdout;
};

/** The version as a node's own ssh(1) says it, which prints it to standard error. */
const opensshOf = async (node: LabNode) =>
  /^OpenSSH_\d+\.\d+/.exec((await execOnNode(labName, node.name, ['ssh', '-V'])).stderr)?.[0] ?? 'no version';

test('at first contact the doctor sees as far as the host key, and sends nothing', async () => {
  await register('first', old);
  const found = await examine('first');
  expect(found.report.light).toBe('red');
  expect(found.address).toMatchObject({ state: 'ok' });
  expect(found.ssh).toMatchObject({ state: 'ok', evidence: expect.stringContaining(await opensshOf(old)) });
  expect(found.algorithms).toMatchObject({ state: 'ok', evidence: expect.stringContaining('curve25519-sha256') });
  const fingerprint = old.hostKeys.find((key) => key.type === 'ssh-ed25519')?.sha256;
  expect(found.host_key).toMatchObject({ state: 'bad', reason: 'host_key_new', fix: { kind: 'approve_host_key' } });
  expect(found.host_key.evidence).toContain(fingerprint);
  for (const id of ['credential', 'su', 'docker_running', 'disk'] as const) expect(found[id].state).toBe('skipped');
});

test('untouched nodes of both ages are ready for the lesson, and every finding says what the node said', async () => {
  await registerKnown('class0', old, { rootPassword: 'root' });
  await registerKnown('class1', recent, { rootPassword: 'root' });
  for (const [name, store, node] of [
    ['class0', 'store_overlay2', old],
    ['class1', 'store_containerd', recent],
  ] as const) {
    const version = (await inside(node, 'docker', 'version', '--format', '{{.Server.Version}}')).trim();
    const before = await ctx.db.node.findFirstOrThrow({ where: { name } });
    const events: DoctorReport[] = [];
    const end = ctx.bus.subscribe('doctor.changed', (report) => report.nodeName === name && events.push(report));
    const found = await examine(name);
    end();
    expect(troubles(found)).toEqual([]);
    expect(found.report.light).toBe('green');
    expect(found.root_way).toMatchObject({ reason: 'way_su', evidence: expect.stringContaining('uid=0(root)') });
    expect(found.root_password).toMatchObject({ reason: 'root_password_set', evidence: expect.stringMatching(/^root P /) });
    expect(found.permit_root_login.reason).toBe('permit_no');
    expect(found.socket_rights.reason).toBe('socket_closed');
    expect(found.image_store.reason).toBe(store);
    expect(found.docker_version.params.version).toContain(version);
    expect(found.registry).toMatchObject({ reason: 'mirror_answers', evidence: expect.stringContaining(lab.registry.host) });
    expect(found.root_login.reason).toBe('root_login_open');
    // Live: some findings came before the last, and the end was told with a light.
    const counts = events.filter(({ state }) => state === 'running').map(({ findings }) => findings.length);
    expect(counts.some((count) => count > 0 && count < found.report.findings.length)).toBe(true);
    expect(events.at(-1)).toEqual(found.report);
    // Kept, and no change of the register that a connection would have to follow.
    expect((await getNodeReport(ctx, { node: name })).report).toEqual(found.report);
    const after = await ctx.db.node.findFirstOrThrow({ where: { name } });
    expect(after.updatedAt).toEqual(before.updatedAt);
    expect(after.doctorReport).not.toMatch(/ubuntu:ubuntu|"root:root"|password":/);
  }
});

test('without a way to root the rest is examined, and what only root can see is not known rather than wrong', async () => {
  await registerKnown('noroot', recent);
  const found = await examine('noroot');
  expect(found.report.light).toBe('amber');
  expect(found.root_way).toMatchObject({ state: 'warn', reason: 'way_none' });
  expect(found.docker_answers).toMatchObject({ state: 'warn', reason: 'docker_closed', fix: { kind: 'root_login' } });
  for (const id of ['root_password', 'permit_root_login', 'max_sessions'] as const)
    expect(found[id]).toMatchObject({ state: 'unknown', reason: 'needs_root' });
  expect(found.docker_running.state).toBe('ok');
  expect(found.disk.state).toBe('ok');
});

test('what breaks on a node turns its finding, with the reason, and turns it back when it is mended', async () => {
  await setupRootLogin(labName, old.name, (await makeKeyPair(`${directory}/key`)).publicKey);
  await registerKnown('admin', old, { loginUser: 'root', credential: { kind: 'private_key', privateKey: rootKey } });
  expect(troubles(await examine('admin'))).toEqual([]);

  await inside(old, 'sed', '-i', '1i auth required pam_wheel.so', '/etc/pam.d/su');
  const wheel = await examine('class0');
  expect(wheel.su).toMatchObject({ state: 'bad', reason: 'su_wheel', evidence: 'auth required pam_wheel.so' });
  expect(wheel.root_way).toMatchObject({ state: 'warn', reason: 'way_su_refused' });
  expect(wheel.report.light).toBe('red');
  await inside(old, 'sed', '-i', '1d', '/etc/pam.d/su');

  await inside(old, 'passwd', '-q', '-l', 'root');
  await stopRegistry(labName, 'registry');
  await stopDockerd(labName, old.name);
  await setSshdOptions(labName, old.name, { MaxSessions: '1', AllowStreamLocalForwarding: 'no', PermitRootLogin: 'yes' });
  const [admin, cls] = await Promise.all([examine('admin'), examine('class0')]);
  expect(troubles(admin)).toEqual([
    'root_password warn root_locked',
    'permit_root_login warn permit_password',
    'stream_forwarding warn forwarding_off',
    'max_sessions warn sessions_few',
    'docker_running bad docker_stopped',
    'docker_answers skipped needs_docker',
    'socket_rights skipped socket_absent',
    'registry bad registry_silent',
  ]);
  expect(admin.root_password.evidence).toMatch(/^root L /);
  expect(admin.max_sessions.evidence).toBe('MaxSessions 1');
  // The class's user sees the same from outside: only root could tell a locked root from another password.
  expect(cls.root_password).toMatchObject({ state: 'bad', reason: 'root_password_refused', fix: { kind: 'root_login' } });
  expect(cls.docker_running).toMatchObject({ state: 'bad', reason: 'docker_stopped' });
  expect(cls.report.light).toBe('red');
  // A plain user has no dockerd in its PATH: stopped is not missing for all that.
  expect((await ctx.fleet.reconnect(await idOf('class0'))).state).toBe('docker_down');

  await inside(old, 'passwd', '-q', '-u', 'root');
  await setSshdOptions(labName, old.name, {});
  await Promise.all([startRegistry(labName, lab.subnet, 'registry'), startDockerd(labName, lab.subnet, old.name, old)]);
  await Promise.all([ctx.fleet.reconnect(await idOf('admin')), ctx.fleet.reconnect(await idOf('class0'))]);
  expect(troubles(await examine('admin'))).toEqual([]);
  expect(troubles(await examine('class0'))).toEqual([]);
});

const idOf = async (name: string) => (await ctx.db.node.findFirstOrThrow({ where: { name } })).id;

test('a refused password is said, and not offered again by an examination', async () => {
  // PAM notes each password that is offered (pam_exec(8)): btmp(5), where sshd noted refused ones, is not kept by new releases.
  const counter =
    'printf "#!/bin/sh\\necho offered >>/var/log/offered\\n" >/usr/local/bin/offered && chmod 755 /usr/local/bin/offered';
  await inside(old, 'sh', '-c', `: >/var/log/offered; ${counter}`);
  await inside(old, 'sed', '-i', '1i auth optional pam_exec.so quiet /usr/local/bin/offered', '/etc/pam.d/sshd');
  await registerKnown('wrong', old, { credential: { kind: 'password', password: 'not it' } });
  const refused = () => inside(old, 'cat', '/var/log/offered');
  const before = await refused();
  expect(before).toContain('offered');
  const found = await examine('wrong');
  expect(found.host_key).toMatchObject({ state: 'ok', reason: 'host_key_approved' });
  expect(found.credential).toMatchObject({ state: 'bad', reason: 'credential_not_tried', fix: { kind: 'edit' } });
  expect(found.report.light).toBe('red');
  expect(JSON.stringify(found.report)).not.toContain('not it');
  expect(await refused()).toBe(before);
  await inside(old, 'sed', '-i', '1d', '/etc/pam.d/sshd');
});

test('a changed host key stops the examination there; a node whose sshd is gone, at its port', async () => {
  await regenerateHostKeys(labName, old.name);
  await stopSshd(labName, old.name, true);
  await startSshd(labName, old.name);
  await stopSshd(labName, recent.name, true);
  await Promise.all([ctx.fleet.reconnect(await idOf('class0')), ctx.fleet.reconnect(await idOf('class1'))]);
  const [changed, gone] = await Promise.all([examine('class0'), examine('class1')]);
  expect(changed.host_key).toMatchObject({ state: 'bad', reason: 'host_key_changed', fix: { kind: 'approve_host_key' } });
  expect(changed.credential.state).toBe('skipped');
  expect(gone.address).toMatchObject({
    state: 'bad',
    reason: 'address_closed',
    evidence: expect.stringContaining('ECONNREFUSED'),
  });
  expect(gone.ssh.state).toBe('skipped');
  // It comes back: the next examination takes it up by itself.
  await startSshd(labName, recent.name);
  const back = await examine('class1');
  expect(back.credential.reason).toBe('credential_accepted');
  expect(troubles(back)).toEqual([]);
});
