import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode, labUsers, makeKeyPair, setSshdOptions, setupRootLogin } from '@/lab/lab';
import { ensureShadowSu, installShadowSu } from '@/lab/shadow-su';
import { LayerReader } from '@/lib/features/layers/layer-reader';
import type { AccessWay, Credential, RootWay } from '@/lib/shared/nodes';
import { blankRun } from '@/lib/shared/run-line';
import { remote } from '@/lib/gateways/ssh/remote';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import { startFleetPanel, type FleetPanel } from '@/lib/testing/fleet-panel';
import { oldestAndNewest, until, makeShellsNoisy } from '@/lib/testing/test-lab';

const lab = 'ways';
let nodes: LabNode[];
let panel: FleetPanel;
let privateKey: string;

beforeAll(async () => {
  // Compiled once, and not within the time of the test that is about it.
  await ensureShadowSu(() => {});
  ({ nodes } = await ensureLab({
    name: lab,
    nodes: await oldestAndNewest(),
  }));
  await makeShellsNoisy(lab, nodes);
  const key = await makeKeyPair(path.join(mkdtempSync(path.join(tmpdir(), 'berth-ways-')), 'key'));
  privateKey = key.privateKey;
  panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  for (const node of nodes) {
    await setupRootLogin(lab, node.name, key.publicKey);
    await inside(node, 'install -d -o ubuntu -m 700 /home/ubuntu/.ssh && cat > /home/ubuntu/.ssh/authorized_keys', key.publicKey);
    await inside(node, 'docker pull -q ubuntu && docker rm -f held 2>/dev/null; docker run -d --name held ubuntu sleep 1000000');
  }
});
afterAll(async () => {
  await panel?.stop();
  await downLab(lab);
});

async function inside(node: LabNode, script: string, input = ''): Promise<string> {
  const result = await execOnNode(lab, node.name, ['sh', '-c', script], { input });
  if (result.code !== 0) throw new Error(`${node.name}: ${script}: ${result.stderr}`);
  return result.stdout;
}

const password: Credential = { kind: 'password', password: labUsers.ubuntu };
const key = (): Credential => ({ kind: 'private_key', privateKey });

interface Case {
  loginUser: 'root' | 'ubuntu';
  credential: () => Credential;
  rootPassword?: string;
  /** What is set up on the node before, and taken back after. */
  before?: (node: LabNode) => Promise<unknown>;
  after?: string;
  docker: AccessWay;
  root: RootWay | null;
}

const sudoers = (line: string) => (node: LabNode) =>
  inside(node, 'cat > /etc/sudoers.d/class && chmod 440 /etc/sudoers.d/class', `${line}\n`);

const cases: Record<string, Case> = {
  'root by key': { loginUser: 'root', credential: key, docker: 'root', root: 'root' },
  'a login user in group docker': {
    loginUser: 'ubuntu',
    credential: () => password,
    before: (node) => inside(node, 'usermod -aG docker ubuntu'),
    after: 'gpasswd -d ubuntu docker',
    docker: 'docker_group',
    root: null,
  },
  'sudo without a password, logged in by key': {
    loginUser: 'ubuntu',
    credential: key,
    before: sudoers('ubuntu ALL=(ALL) NOPASSWD: ALL'),
    after: 'rm /etc/sudoers.d/class',
    docker: 'sudo',
    root: 'sudo',
  },
  'sudo with the password of the login': {
    loginUser: 'ubuntu',
    credential: () => password,
    before: (node) => inside(node, 'usermod -aG sudo ubuntu'),
    after: 'gpasswd -d ubuntu sudo',
    docker: 'sudo_password',
    root: 'sudo_password',
  },
  'su of util-linux': {
    loginUser: 'ubuntu',
    credential: () => password,
    rootPassword: labUsers.root,
    docker: 'su',
    root: 'su',
  },
  'su that insists on a terminal': {
    loginUser: 'ubuntu',
    credential: () => password,
    rootPassword: labUsers.root,
    before: async (node) => {
      await inside(node, 'cp -p /usr/bin/su /usr/bin/su.util-linux');
      await installShadowSu(lab, node.name);
    },
    after: 'mv /usr/bin/su.util-linux /usr/bin/su',
    docker: 'su_terminal',
    root: 'su_terminal',
  },
};

describe.each([0, 1])('on node%i', (index) => {
  const node = () => nodes[index] as LabNode;
  const register = (name: string, c: Pick<Case, 'loginUser' | 'rootPassword'>, credential: Credential) =>
    panel.register(
      { ...node(), name: `${name.replace(/[^a-z]+/g, '-')}-${index}` },
      { loginUser: c.loginUser, credential, rootPassword: c.rootPassword ?? null },
    );

  test.each(Object.entries(cases))('%s: Docker, layers and commands as root', async (name, c) => {
    await c.before?.(node());
    const id = await register(name, c, c.credential());
    try {
      await panel.becomes(id, 'ready');
      expect(panel.runtime.fleet.status(id).access).toEqual({ docker: c.docker, root: c.root });
      const engine = await panel.runtime.fleet.engine(id);
      expect((await engine.containers.list()).map((container) => container.name)).toContain('held');
      const facts = await engine.system.facts();
      const root = c.root === null ? null : await panel.runtime.fleet.root(id);
      const map = await new LayerReader().map({ engine, files: await panel.runtime.fleet.files(id), facts, root });
      if (c.root === null) {
        // A mount table is everybody's to read (proc(5)); overlay2's own directory is root's.
        if (facts.store === 'overlay2') expect(map.directoriesReason).not.toBeNull();
        await expect(panel.runtime.fleet.root(id)).rejects.toThrow(expect.objectContaining({ code: 'root_unavailable' }));
      } else {
        expect(map.directoriesReason).toBeNull();
        expect(map.rwLayers[0]?.directory).toMatch(/^\/var\/lib\//);
        expect(map.layers.map((layer) => layer.directory)).not.toContain(null);
        expect(map.entries.map((entry) => entry.kind)).toEqual(expect.arrayContaining(['layer', 'writable', 'init']));
        await expectRoot(await panel.runtime.fleet.root(id));
      }
      // An exec in a container is a terminal through the same channel.
      const pty = await engine.exec.open('held', { argv: ['sh', '-c', 'echo in-$((6 * 7)); exit 5'], cols: 80, rows: 24 });
      let text = '';
      pty.output.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      expect((await pty.ended).exitCode).toBe(5);
      expect(text).toContain('in-42');
    } finally {
      await panel.runtime.db.node.delete({ where: { id } });
      if (c.after) await inside(node(), c.after);
    }
  });

  test('Docker by su needs no docker command on the node', async () => {
    await inside(node(), 'mv /usr/bin/docker /usr/bin/docker.away');
    const id = await register('perl', { loginUser: 'ubuntu', rootPassword: labUsers.root }, password);
    try {
      await panel.becomes(id, 'ready');
      expect((await (await panel.runtime.fleet.engine(id)).containers.list()).map((c) => c.name)).toContain('held');
    } finally {
      await inside(node(), 'mv /usr/bin/docker.away /usr/bin/docker');
    }
  });

  test('a wrong root password is offered once, said, and never again by itself', async () => {
    const counter = '#!/bin/sh\necho try >> /var/log/su-tries\n';
    await inside(
      node(),
      'cat > /usr/local/bin/count-su && chmod 755 /usr/local/bin/count-su && install -m 666 /dev/null /var/log/su-tries',
      counter,
    );
    const counting = 'auth optional pam_exec.so quiet /usr/local/bin/count-su\n';
    await inside(node(), 'cp /etc/pam.d/su /etc/pam.d/su.before && cat - /etc/pam.d/su.before > /etc/pam.d/su', counting);
    try {
      const id = await register('wrong', { loginUser: 'ubuntu', rootPassword: 'not-root' }, password);
      await panel.becomes(id, 'docker_denied');
      expect(panel.runtime.fleet.status(id).reason?.code).toBe('root_password_wrong');
      await expect(panel.runtime.fleet.root(id)).rejects.toThrow(expect.objectContaining({ code: 'root_password_wrong' }));
      // Another node connects meanwhile: longer than the pause after which a retry would come here.
      const other = await register('other', { loginUser: 'root' }, key());
      await panel.becomes(other, 'ready');
      expect(await inside(node(), 'cat /var/log/su-tries')).toBe('try\n');
    } finally {
      await inside(node(), 'mv /etc/pam.d/su.before /etc/pam.d/su');
    }
  });

  test('a locked root and a su that is not allowed are told', async () => {
    await inside(node(), 'passwd -l root');
    const locked = await register('locked', { loginUser: 'ubuntu', rootPassword: labUsers.root }, password);
    await panel.becomes(locked, 'docker_denied');
    expect(panel.runtime.fleet.status(locked).reason?.code).toBe('root_password_wrong');
    await inside(node(), 'passwd -u root');
    const wheel = 'auth required pam_wheel.so group=sudo\n';
    await inside(node(), 'cp /etc/pam.d/su /etc/pam.d/su.before && cat - /etc/pam.d/su.before > /etc/pam.d/su', wheel);
    const wheeled = await register('wheeled', { loginUser: 'ubuntu', rootPassword: labUsers.root }, password);
    await panel.becomes(wheeled, 'docker_denied');
    expect(panel.runtime.fleet.status(wheeled).reason?.code).toBe('su_not_allowed');
    await inside(node(), 'mv /etc/pam.d/su.before /etc/pam.d/su');
  });

  test('with MaxSessions 1 Docker by su still does many things at once, over further connections', async () => {
    await setSshdOptions(lab, node().name, { MaxSessions: '1' });
    try {
      const id = await register('one-session', { loginUser: 'ubuntu', rootPassword: labUsers.root }, password);
      await panel.becomes(id, 'ready');
      const engine = await panel.runtime.fleet.engine(id);
      const answers = await Promise.all(Array.from({ length: 5 }, () => engine.containers.inspect('held')));
      expect(answers.map((c) => c.name)).toEqual(Array(5).fill('held'));
      await engine.containers.run({ ...blankRun(), image: 'ubuntu', name: 'seen', command: ['sleep', '1000'] });
      await until(
        'the event stream to tell of it',
        () => panel.runtime.fleet.status(id).containers?.map((c) => c.name) ?? [],
        (names) => names.includes('seen'),
      );
      await engine.containers.remove('seen', true);
    } finally {
      await setSshdOptions(lab, node().name, {});
    }
  });
});

/** Commands are root's, their parts come apart, and not one byte is lost or changed in either direction. */
async function expectRoot(root: RootAccess): Promise<void> {
  expect((await root.run(remote`id -u; echo oops >&2; exit 3`)).code).toBe(3);
  const { stdout, stderr } = await root.run(remote`id -un; pwd; echo oops >&2`);
  expect([stdout.toString(), stderr.toString().trim()]).toEqual(['root\n/\n', 'oops']);
  const every = Buffer.concat([
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    randomBytes(300_000),
    Buffer.from('\n\x04\x03'),
  ]);
  const echoed = await root.run(remote`cat`, { input: every });
  expect(echoed.stdout.equals(every)).toBe(true);
  expect((await root.readFile('/etc/shadow')).toString()).toContain('root:');
  expect((await root.readDirectory('/etc/ssh')).map((entry) => entry.name)).toContain('sshd_config');
  await expect(root.readFile('/etc/no-such-file')).rejects.toThrow();

  const sent = randomBytes(3_000_000);
  const stream = await root.openCommand(remote`cat`);
  const hash = createHash('sha256');
  let size = 0;
  const received = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      size += chunk.length;
      if (size >= sent.length) resolve();
    });
  });
  for (let at = 0; at < sent.length; at += 65_536) if (!stream.write(sent.subarray(at, at + 65_536))) await once(stream, 'drain');
  await received;
  stream.destroy();
  expect(hash.digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
}
