import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandResult, run } from '@/lab/host';
import { downLab, ensureLab, execOnNode, type Lab, type LabNode } from '@/lab/lab';
import { migrate } from '@/lib/gateways/db/create-db';
import { readEnv } from '@/lib/core/env';
import { getPanelKey } from '@/lib/fleet/panel-key';
import { type DoctorFinding, type DoctorReport, doctorFindingSchema } from '@/lib/shared/doctor';
import { findingIds, lightOf, troublesOf } from '@/lib/shared/doctor-light';
import type { RootLoginChanged } from '@/lib/shared/realtime';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import type { SshAuth } from '@/lib/gateways/ssh/ssh-connection';
import { type StartedRuntime, startRuntime } from '@/lib/start-runtime';
import { connectOptions, oldestAndNewest, until } from '@/lib/testing/test-lab';

const name = 'cli';
const canary = '/tmp/berth-canary';
/** Passwords a shell would stumble over, and run. */
const evil = { ubuntu: `u'; touch ${canary}; '"`, root: `$(touch ${canary})\`touch ${canary}\`'";touch ${canary};` };
const directory = mkdtempSync(path.join(tmpdir(), 'berth-cli-'));
const entry = fileURLToPath(new URL('../cli.ts', import.meta.url));
let lab: Lab;
/** The panel whose command line this is: it runs all the while, as it does where somebody works. */
let panel: StartedRuntime;
/** What its pages were told. */
const reports: DoctorReport[] = [];
const moves: RootLoginChanged[] = [];

beforeAll(async () => {
  lab = await ensureLab({
    name,
    nodes: await oldestAndNewest(),
  });
  const input = `ubuntu:${evil.ubuntu}\nroot:${evil.root}\n`;
  for (const node of lab.nodes) await inside(node, 'chpasswd', input);
  const env = { ...readEnv({ BERTH_DATA_DIR: directory }), logLevel: 'silent' } as const;
  await migrate(process.cwd(), env.databaseUrl);
  panel = await startRuntime(env);
  panel.runtime.bus.subscribe('doctor.changed', (report) => reports.push(report));
  panel.runtime.bus.subscribe('root-login.changed', (event) => moves.push(event));
  await panel.runtime.db.class.create({ data: { id: panel.runtime.newId(), name: 'demo', createdAt: new Date() } });
});
afterAll(async () => {
  await panel?.stop();
  rmSync(directory, { recursive: true, force: true });
  await downLab(name);
});

/** The command line as an operator has it: a process of its own, which finds the panel's data by its environment. */
const berth = (argv: string[], input = ''): Promise<CommandResult> =>
  run([process.execPath, '--import', 'tsx', entry, ...argv], { input, env: { BERTH_DATA_DIR: directory } });

/** What a command with --json printed: one document on one line, and nothing besides. */
async function document(argv: string[], input?: string): Promise<unknown> {
  const { code, stdout, stderr } = await berth([...argv, '--json'], input);
  expect({ argv, code, stderr }).toEqual({ argv, code: 0, stderr: '' });
  expect(stdout.match(/\n/g), stdout).toHaveLength(1);
  for (const secret of Object.values(evil)) expect(stdout).not.toContain(JSON.stringify(secret).slice(1, -1));
  return JSON.parse(stdout);
}

async function inside(node: LabNode, script: string, input = ''): Promise<string> {
  const result = await execOnNode(name, node.name, ['sh', '-c', script], { input });
  if (result.code !== 0) throw new Error(`${node.name}: ${script}: ${result.stderr}`);
  return result.stdout;
}

const logIn = ({ host, port, hostKeys }: LabNode, user: string, auth: SshAuth) =>
  connectSsh({ host, port, user, auth, hostKey: hostKeys[0]?.publicKey ?? null }, connectOptions);
const rows = () => panel.runtime.db.node.findMany({ orderBy: { name: 'asc' } });

/** All of the node the root login may touch, down to which file it is and when it was last changed. */
const picture = (node: LabNode) =>
  inside(
    node,
    `for f in /root/.ssh /root/.ssh/* /etc/ssh /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/ssh/sshd_config.d/* /etc/shadow; do
       stat -c '%n %a %U %i %z' "$f"; [ -f "$f" ] && cat "$f"; done; ls -d /run/berth* 2>/dev/null; pgrep -f root-login/[g]uard; true`,
  );

test('a class goes in by its list; what is in a field is never run', async () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = lab.nodes.map(({ name: node, host, hostKeys }) =>
    [node, host, 'ubuntu', quoted(evil.ubuntu), quoted(evil.root), hostKeys[0]?.publicKey].join(','),
  );
  const csv = ['name,host,user,password,root_password,host_key', ...lines, ''].join('\n');
  expect(await document(['node', 'import', '-', '--class', 'demo'], csv)).toMatchObject({ counts: { add: 2, bad: 0 } });
  const bad = await berth(
    ['node', 'import', '-', '--class', 'demo'],
    `name,host,user\nx,-oProxyCommand=touch ${canary},$(touch ${canary})\n`,
  );
  expect(bad).toMatchObject({ code: 1, stdout: expect.stringMatching(/^2\tbad\t/) });
  for (const command of ['doctor', 'root-login']) {
    const unknown = await berth(['node', command, '--class', `$(touch ${canary})`, '--json']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
  }
});

interface Examined {
  class: string;
  light: string;
  nodes: Array<{ node: string; light: string; findings: DoctorFinding[] }>;
}

/** What the machine has on which the nodes stand, and others may use up. */
const around: ReadonlySet<string> = new Set(['disk', 'memory', 'clock', 'dns', 'registry']);

/** The doctor's document, held against its schema. Of the way to root and Docker nothing is amiss. */
async function examine(): Promise<Examined> {
  const told = (await document(['node', 'doctor', '--class', 'demo'])) as Examined;
  expect(told).toMatchObject({ class: 'demo', nodes: lab.nodes.map((node) => ({ node: node.name })) });
  for (const { light, findings } of told.nodes) {
    expect(doctorFindingSchema.array().parse(findings)).toEqual(findings);
    expect(findings.map(({ id }) => id)).toEqual(findingIds);
    expect(light).toBe(lightOf(findings));
    expect(troublesOf(findings).filter(({ id }) => !around.has(id))).toEqual([]);
  }
  expect(told.light).toBe(lightOf(told.nodes.flatMap(({ findings }) => findings)));
  return told;
}
const reasons = (told: Examined, id: string) => told.nodes.map(({ findings }) => findings.find((f) => f.id === id)?.reason);

test('node doctor prints one document with a finding list per node', async () => {
  const told = await examine();
  expect(reasons(told, 'image_store')).toEqual(['store_overlay2', 'store_containerd']);
  expect(reasons(told, 'root_way')).toEqual(['way_su', 'way_su']);
  expect(reasons(told, 'socket_rights')).toEqual(['socket_closed', 'socket_closed']);
  expect(reasons(told, 'root_login')).toEqual(['root_login_open', 'root_login_open']);
  // Found by another process, and a page of the running panel hears of it all the same.
  for (const { node, light, findings } of told.nodes)
    expect(
      await until(
        `the panel to tell of ${node}`,
        () => reports.findLast((report) => report.nodeName === node),
        (report) => report !== undefined,
      ),
    ).toMatchObject({ state: 'done', light, findings });
});

test("node root-login lets the panel's key in and nobody else; a second run changes nothing", async () => {
  const done = { nodes: lab.nodes.map((node) => ({ node: node.name, stage: 'done' })) };
  expect(await document(['node', 'root-login', '--class', 'demo'])).toEqual(done);
  // The running panel follows: it is root by its key as well, and its pages say so.
  for (const { id } of await rows()) {
    await until(
      'the panel to tell of it',
      () => moves.findLast(({ nodeId }) => nodeId === id),
      (event) => event?.stage === 'done' && event.reason === null,
    );
    await until(
      'the panel to be root',
      () => panel.runtime.fleet.status(id),
      ({ state, access }) => state === 'ready' && access?.root === 'root',
    );
  }

  const register = async () =>
    (await rows()).map(({ rootLogin, rootLoginSince, rootLoginReason, updatedAt }) => [
      rootLogin,
      rootLoginSince,
      rootLoginReason,
      updatedAt,
    ]);
  const before = [await register(), await Promise.all(lab.nodes.map(picture))];
  expect(await document(['node', 'root-login', '--class', 'demo'])).toEqual(done);
  expect([await register(), await Promise.all(lab.nodes.map(picture))]).toEqual(before);

  const told = await examine();
  expect(reasons(told, 'root_login')).toEqual(['root_login_done', 'root_login_done']);
  expect(reasons(told, 'permit_root_login')).toEqual(['permit_key', 'permit_key']);

  const { privateKey } = await getPanelKey(panel.runtime);
  for (const node of lab.nodes) {
    const root = await logIn(node, 'root', { kind: 'private_key', privateKey });
    expect((await root.run('id -un' as never)).stdout.toString()).toBe('root\n');
    // The socket is there and open to root; to the login user it is not.
    (await root.openSocket('/var/run/docker.sock')).destroy();
    root.close();
    const ubuntu = await logIn(node, 'ubuntu', { kind: 'password', password: evil.ubuntu });
    await expect(ubuntu.openSocket('/var/run/docker.sock')).rejects.toThrow();
    expect((await ubuntu.run('id -nG; docker ps 2>&1' as never)).stdout.toString()).toMatch(/^ubuntu\n.*permission denied/i);
    ubuntu.close();
    // The password is root's own, and sshd takes it all the same not.
    const refused = expect.objectContaining({ code: 'ssh_auth_failed' });
    await expect(logIn(node, 'root', { kind: 'password', password: evil.root })).rejects.toThrow(refused);
  }
});

test('nothing of all that was run as a command, here or on a node', async () => {
  for (const node of lab.nodes) expect(await inside(node, `ls -d ${canary}* 2>/dev/null; true`)).toBe('');
  expect(existsSync(canary)).toBe(false);
});
