import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, type LabNode } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { buildActor, buildClass, buildCtx } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { asUbuntu, connectOptions, oldestAndNewest, until } from '@/lib/testing/test-lab';
import { setClassRootPassword } from './root-login';

const name = 'rlpassword';
const classId = 'c'.padEnd(24, '0');
const canary = '/tmp/berth-canary';
/** With everything in it a shell, chpasswd(8) or a record of colons would stumble over. */
const secret = `k7: $(touch ${canary})\`touch ${canary}\`;'"\\ 비밀`;
const told: unknown[] = [];
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
let ids: string[] = [];

beforeAll(async () => {
  lab = await ensureLab({
    name,
    nodes: await oldestAndNewest(),
  });
  panel = await startFleetPanel();
  const { bus, db } = panel.runtime;
  bus.subscribe('root-login.changed', (event) => told.push(event));
  await buildClass(db, { id: classId, name: 'demo' });
  ctx = buildCtx(panel.runtime, buildActor({ name: 'teacher', role: 'instructor', teaches: new Set([classId]) }));
});
afterEach(async () => {
  for (const id of ids) await panel.forget(id);
  ids = [];
  for (const node of lab.nodes) {
    await inside(node, 'rm -f /etc/sudoers.d/class');
    await inside(node, 'chpasswd && passwd -q -u root', 'root:root\n');
  }
});
afterAll(async () => {
  await panel?.stop();
  await downLab(name);
});

async function inside(node: LabNode, script: string, input = ''): Promise<string> {
  const result = await execOnNode(name, node.name, ['sh', '-c', script], { input });
  if (result.code !== 0) throw new Error(`${node.name}: ${script}: ${result.stderr}`);
  return result.stdout;
}

/** Nodes of the class whose root is locked; the panel is root there by `sudo`, where it may, and knows no password of root's. */
async function lockedClass(maySudo: (node: LabNode) => boolean = () => true): Promise<void> {
  for (const node of lab.nodes) {
    await inside(node, 'passwd -q -l root');
    if (maySudo(node)) await inside(node, 'cat > /etc/sudoers.d/class', 'ubuntu ALL=(ALL) NOPASSWD: ALL\n');
    const id = await panel.register(node, { rootPassword: null });
    ids.push(id);
    await panel.runtime.db.node.update({ where: { id }, data: { classId } });
    await panel.runtime.fleet.ssh(id);
  }
}

/** As a student does it: a shell of ubuntu's, `su root` in it, the password typed. @returns what came after the password */
async function suOverTerminal(node: LabNode, password: string): Promise<string> {
  const ssh = await connectSsh(asUbuntu(node), connectOptions);
  try {
    const pty = await ssh.openShell({ cols: 200, rows: 24, term: 'xterm-256color' });
    let said = '';
    pty.output.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    // The prompt is the shell's own word for: I am reading.
    await until(
      'the prompt',
      () => said,
      (text) => text.includes('$ '),
    );
    pty.write(Buffer.from('su root\r'));
    await until(
      'the question',
      () => said,
      (text) => /Password: $/.test(text),
    );
    const asked = said.length;
    pty.write(Buffer.from(`${password}\r`));
    await until(
      'the answer',
      () => said.slice(asked),
      (text) => /[#$] $/.test(text),
    );
    pty.write(Buffer.from('echo "uid=$(id -u)"\r'));
    await until(
      'who that is',
      () => said.slice(asked),
      (text) => /uid=\d/.test(text),
    );
    pty.close();
    return said.slice(asked);
  } finally {
    ssh.close();
  }
}

const rootState = async (node: LabNode) => (await inside(node, 'passwd -S root')).split(' ')[1];
const rootBySsh = (node: LabNode, password: string) =>
  connectSsh({ ...asUbuntu(node), user: 'root', auth: { kind: 'password', password } }, connectOptions);

test('a class-wide password unlocks root for su over a terminal; sshd refuses it, and it is written nowhere', async () => {
  await lockedClass();
  for (const node of lab.nodes) expect(await rootState(node)).toBe('L');
  const before = await Promise.all(ids.map(panel.row));
  const { items } = await setClassRootPassword(ctx, { classId, rootPassword: secret, remember: false });
  expect(items).toEqual(lab.nodes.map((node, index) => ({ nodeId: ids[index], node: node.name, jobId: null, error: null })));
  for (const node of lab.nodes) {
    expect(await rootState(node)).toBe('P');
    expect(await suOverTerminal(node, secret)).toContain('uid=0');
    expect(await suOverTerminal(node, 'root')).toContain('uid=1000');
    await expect(rootBySsh(node, secret)).rejects.toThrow(expect.objectContaining({ code: 'ssh_auth_failed' }));
    // Neither a trace of the password on the node, nor of a command in it.
    expect(
      await inside(node, `grep -rlF 'k7: ' /var/log /root /home /tmp /run 2>/dev/null; ls -d ${canary}* 2>/dev/null; true`),
    ).toBe('');
  }
  // Not to be remembered: the register is as it was, and knows who did it.
  const { db } = panel.runtime;
  expect((await Promise.all(ids.map(panel.row))).map((row) => row.rootPasswordSealed)).toEqual(before.map(() => null));
  const audit = await db.auditEntry.findMany({ where: { action: 'root-login.password' } });
  expect(audit.map(({ target, outcome, actorName }) => [target, outcome, actorName])).toEqual(
    expect.arrayContaining(ids.map((id) => [`node:${id}`, 'allowed', 'teacher'])),
  );
  const written = JSON.stringify([
    panel.log.lines,
    told,
    items,
    await db.auditEntry.findMany(),
    await db.node.findMany(),
    await db.job.findMany(),
  ]);
  expect(told).toHaveLength(ids.length);
  expect(written).not.toContain('k7: ');
});

test('to be remembered it lies sealed in the register, and the panel becomes root by it', async () => {
  await lockedClass();
  await setClassRootPassword(ctx, { classId, rootPassword: secret, remember: true });
  for (const [index, node] of lab.nodes.entries()) {
    const id = ids[index] ?? '';
    await inside(node, 'rm /etc/sudoers.d/class');
    await panel.runtime.fleet.reconnect(id);
    expect((await panel.runtime.fleet.root(id)).way).toBe('su');
    expect(JSON.stringify(await panel.row(id))).not.toContain('k7: ');
  }
  expect(JSON.stringify(panel.log.lines)).not.toContain('k7: ');
});

test('unlocking alone brings back the password root had; a node without a way to root says so and holds up no other', async () => {
  await lockedClass((node) => node.name === 'node0');
  const [open, closed] = lab.nodes as [LabNode, LabNode];
  const { items } = await setClassRootPassword(ctx, { classId, rootPassword: null, remember: false });
  expect(items.map(({ node, error }) => [node, error?.code ?? null])).toEqual([
    [open.name, null],
    [closed.name, 'root_unavailable'],
  ]);
  expect(await rootState(open)).toBe('P');
  expect(await suOverTerminal(open, 'root')).toContain('uid=0');
  expect(await rootState(closed)).toBe('L');
  expect(await suOverTerminal(closed, 'root')).toContain('uid=1000');
});

// `*` is what cloud images have, `!` what an installer leaves that was not given one.
test.each(['*', '!'])('root with %s for a password has none to unlock: that is said, and a password mends it', async (none) => {
  await lockedClass();
  for (const node of lab.nodes) await inside(node, `usermod -p '${none}' root`);
  const unlocked = await setClassRootPassword(ctx, { classId, rootPassword: null, remember: false });
  expect(unlocked.items.map(({ error }) => error?.code)).toEqual(['root_locked', 'root_locked']);
  const audit = await panel.runtime.db.auditEntry.findMany({ where: { target: `node:${ids[0]}` } });
  expect(audit.map(({ outcome }) => outcome)).toEqual(['failed']);
  const set = await setClassRootPassword(ctx, { classId, rootPassword: secret, remember: false });
  expect(set.items.map(({ error }) => error)).toEqual([null, null]);
  for (const node of lab.nodes) expect(await rootState(node)).toBe('P');
});
