import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, type LabNode, setSshdOptions } from '@/lab/lab';
import type { RootLoginChanged } from '@/lib/shared/realtime';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { oldestAndNewest, until } from '@/lib/testing/test-lab';
import { prepareObservation } from './observe';

const name = 'rlobserve';
let lab: Lab;
let panel: FleetPanel;
let ids: string[] = [];
let connections: SshConnection[] = [];
let heard: RootLoginChanged[] = [];

beforeAll(async () => {
  lab = await ensureLab({
    name,
    nodes: await oldestAndNewest(),
  });
  panel = await startFleetPanel();
  panel.runtime.bus.subscribe('root-login.changed', (event) => heard.push(event));
});
afterEach(async () => {
  for (const connection of connections) connection.close();
  for (const id of ids) await panel.forget(id);
  connections = [];
  ids = [];
  heard = [];
});
afterAll(async () => {
  await panel.stop();
  await downLab(name);
});

interface GuidedShell {
  id: string;
  said(): string;
  type(line: string): void;
  key(bytes: string): void;
  /** Types a password when the screen asks for it. */
  answer(password: string): Promise<void>;
}

/** A guided shell on a node, as the student's page opens it. */
async function guidedShell(node: LabNode, rootPassword: string | null = 'root'): Promise<GuidedShell> {
  const id = await panel.register(node, { rootPassword });
  ids.push(id);
  await panel.runtime.fleet.ssh(id);
  const connection = await panel.runtime.fleet.openLogin(id);
  connections.push(connection);
  const observation = await prepareObservation(panel.runtime, id, connection);
  const pty = await connection.openShell({ cols: 80, rows: 24, term: 'xterm-256color' });
  let said = '';
  pty.output.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  observation.start(pty);
  const type = (line: string) => void pty.write(Buffer.from(`${line}\r`));
  let answered = 0;
  return {
    id,
    said: () => said,
    type,
    // su is seen before it asks, and throws away what was typed until then: it flushes its terminal when it turns the echo off.
    answer: async (password) => {
      await until(
        'the question for a password',
        () => said.slice(answered),
        (text) => /password[^\n]*: $/i.test(text),
      );
      answered = said.length;
      type(password);
    },
    key: (bytes) => void pty.write(Buffer.from(bytes)),
  };
}
const sees = (what: string, fits: (event: RootLoginChanged) => boolean) =>
  until(
    what,
    () => heard.at(-1),
    (event) => event !== undefined && fits(event),
  );

test('a shell that goes through su root to / is seen at each stage, the moment it is there', async () => {
  for (const node of lab.nodes) {
    heard = [];
    const { id, type, answer } = await guidedShell(node);
    await sees('the shell', (e) => e.observation === 'shell' && e.stage === 'shell');
    type('su root');
    await sees('su asking', (e) => e.observation === 'su_asks' && e.stage === 'shell');
    await answer('wrong');
    await sees('the wrong password', (e) => e.observation === 'shell' && e.trouble === 'wrong_password' && e.stage === 'shell');
    type('su root');
    await sees('su asking again', (e) => e.observation === 'su_asks' && e.trouble === null);
    await answer('root');
    await sees("root's shell", (e) => e.observation === 'root' && e.stage === 'root');
    // What only looks like it does not count.
    type(`PS1='root@${node.name}:/# '; echo "root@${node.name}:/# "`);
    type('cd /etc');
    type('cd /');
    await sees('root in /', (e) => e.stage === 'at_root');
    expect((await panel.row(id)).rootLogin).toBe('at_root');
    // Nothing typed is anywhere in what was told or stored.
    expect(JSON.stringify([heard, await panel.row(id)])).not.toContain('wrong"');
  }
});

test('a prompt that only says root is not root', async () => {
  const [node] = lab.nodes;
  if (!node) throw new Error('a node');
  const { id, type } = await guidedShell(node);
  await sees('the shell', (e) => e.observation === 'shell');
  type(`cd /; PS1='root@node0:/# '; echo root@node0:/#`);
  type('su root');
  await sees('su asking', (e) => e.observation === 'su_asks');
  expect((await panel.row(id)).rootLogin).toBe('shell');
});

test('sudo in place of su, a locked root, and a user who may not use su are told apart', async () => {
  for (const node of lab.nodes) {
    heard = [];
    const { type, key, said } = await guidedShell(node);
    await sees('the shell', (e) => e.observation === 'shell');
    type('sudo -k su');
    await sees('sudo asking', (e) => e.observation === 'sudo_asks');
    await until('its question', said, (text) => text.includes('password for ubuntu'));
    key('\u0003');
    await sees('sudo left', (e) => e.observation === 'shell' && e.trouble === 'sudo_instead');
    // The panel can be root by sudo here, so it can look whether root is locked.
    await execOnNode(name, node.name, [
      'sh',
      '-c',
      "echo 'ubuntu ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/ubuntu; passwd -l root",
    ]);
    try {
      heard = [];
      const locked = await guidedShell({ ...node, name: `${node.name}-locked` } as LabNode, null);
      await sees('the shell', (e) => e.nodeId === locked.id && e.observation === 'shell');
      locked.type('su root');
      await sees('su asking', (e) => e.observation === 'su_asks');
      await locked.answer('root');
      await sees('root locked', (e) => e.observation === 'shell' && e.trouble === 'root_locked');
      await execOnNode(name, node.name, [
        'sh',
        '-c',
        'cp -p /etc/pam.d/su /root/pam-su; printf "auth required pam_wheel.so\\n%s\\n" "$(cat /root/pam-su)" > /etc/pam.d/su',
      ]);
      locked.type('su root');
      await sees('su asking', (e) => e.observation === 'su_asks');
      await locked.answer('root');
      await sees('su not allowed', (e) => e.observation === 'shell' && e.trouble === 'su_not_allowed');
    } finally {
      await execOnNode(name, node.name, [
        'sh',
        '-c',
        'rm -f /etc/sudoers.d/ubuntu; passwd -u root; [ ! -e /root/pam-su ] || mv /root/pam-su /etc/pam.d/su',
      ]);
    }
  }
});

test('where the panel cannot be root, where root stands is not known, and nothing waits for it', async () => {
  const [, node] = lab.nodes;
  if (!node) throw new Error('a node');
  const { id, type, answer } = await guidedShell(node, null);
  await sees('the shell', (e) => e.observation === 'shell');
  type('su root');
  await sees('su asking', (e) => e.observation === 'su_asks');
  await answer('root');
  await sees("root's shell", (e) => e.observation === 'root');
  type('cd /');
  type('exit');
  await sees('the shell again', (e) => e.observation === 'shell');
  expect((await panel.row(id)).rootLogin).toBe('root');
  expect(heard.at(-1)).toMatchObject({ stage: 'root', trouble: null });
});

test('where sshd takes one session a connection, the shell keeps its own and is seen all the same', async () => {
  for (const node of lab.nodes) {
    heard = [];
    await setSshdOptions(name, node.name, { MaxSessions: '1' });
    try {
      const { id, type, answer } = await guidedShell(node);
      await sees('the shell', (e) => e.observation === 'shell' && e.stage === 'shell');
      type('su root');
      await sees('su asking', (e) => e.observation === 'su_asks');
      await answer('wrong');
      await sees('the wrong password', (e) => e.observation === 'shell' && e.trouble === 'wrong_password');
      type('su root');
      await sees('su asking again', (e) => e.observation === 'su_asks');
      await answer('root');
      await sees("root's shell", (e) => e.observation === 'root' && e.stage === 'root');
      type('cd /');
      await sees('root in /', (e) => e.stage === 'at_root');
      expect((await panel.row(id)).rootLogin).toBe('at_root');
    } finally {
      await setSshdOptions(name, node.name, {});
    }
  }
});
