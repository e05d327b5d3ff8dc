import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestBase } from './build';
import { must, run } from './host';
import {
  downLab,
  ensureLab,
  execOnNode,
  killNode,
  type Lab,
  labOf,
  labUsers,
  makeKeyPair,
  setupRootLogin,
  startNode,
  undoRootLogin,
} from './lab';
import { bridgeOf, directoryOf, linkOf, type NodeSpec } from './layout';

// A lab of its own, so that it runs beside a demo, a bench or another test.
const name = 'selftest';
const kinds = [
  ['node0', 'the oldest kind'],
  ['node1', 'the newest kind'],
] as const;
let mixed: NodeSpec[];

/** All that a lab may leave on this machine, by the names and places it uses. Other labs may come and go meanwhile. */
function traces(subnet: number): string[] {
  const names = (directory: string) => (existsSync(directory) ? readdirSync(directory) : []);
  const pids = names('/proc').filter((entry) => /^\d+$/.test(entry));
  const mentions = (file: string) => {
    try {
      return readFileSync(file, 'utf8').includes(`${directoryOf(name)}/`);
    } catch {
      return false;
    }
  };
  const groups = ['', ...names('/sys/fs/cgroup')].flatMap((hierarchy) => {
    const directory = path.join('/sys/fs/cgroup', hierarchy);
    try {
      return readdirSync(directory)
        .filter((g) => g.startsWith(`berth-lab-${name}-`))
        .map((g) => `cgroup ${directory}/${g}`);
    } catch {
      return [];
    }
  });
  return [
    ...names('/sys/class/net')
      .filter((link) => new RegExp(`^berth${subnet}(h|$)`).test(link))
      .map((link) => `link ${link}`),
    ...names('/run/netns')
      .filter((n) => n.startsWith(`berth-${name}-`))
      .map((n) => `netns ${n}`),
    ...groups,
    ...pids.filter((pid) => mentions(`/proc/${pid}/mountinfo`)).map((pid) => `process or mount of ${pid}`),
    ...(existsSync(directoryOf(name)) ? [`directory ${directoryOf(name)}`] : []),
  ];
}

/** Opens a connection to a node; the host key is not the matter of these tests. */
function login(host: string, config: ConnectConfig): Promise<Client> {
  const client = new Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client));
    client.once('error', reject);
    client.connect({ host, port: 22, readyTimeout: 10_000, hostVerifier: () => true, ...config });
  });
}

function command(client: Client, line: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, stream) => {
      if (error) return reject(error);
      let output = '';
      const add = (chunk: Buffer) => {
        output += chunk.toString();
      };
      stream.on('data', add);
      stream.stderr.on('data', add);
      stream.on('close', (code: number | null) => resolve({ code: code ?? -1, output }));
    });
  });
}

/** Types into a terminal when it has said what is waited for; answers everything it said. */
async function converse(client: Client, turns: Array<[awaited: RegExp, typed: string]>, until: RegExp): Promise<string> {
  const stream = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell({ term: 'xterm' }, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
  return new Promise((resolve, reject) => {
    let said = '';
    let seen = 0;
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [turn] = turns;
      if (turn?.[0].test(said.slice(seen))) {
        turns.shift();
        seen = said.length;
        stream.write(turn[1]);
      } else if (turns.length === 0 && until.test(said.slice(seen))) {
        stream.end();
        resolve(said);
      }
    });
    stream.on('close', () => reject(new Error(`the terminal closed after: ${said}`)));
  });
}

const docker = (node: string, ...argv: string[]) => execOnNode(name, node, ['docker', ...argv]);
let lab: Lab;

beforeAll(async () => {
  await downLab(name);
  mixed = [
    { base: 'bookworm', store: 'overlay2' },
    { base: await newestBase(), store: 'containerd' },
  ];
  lab = await ensureLab({ name, nodes: mixed });
});
afterAll(() => downLab(name));

const hostOf = (node: string): string => lab.nodes.find((n) => n.name === node)?.host ?? '';

describe.each(kinds)('%s (%s)', (node) => {
  test('is a host of its own name that shows nothing of this machine', async () => {
    expect((await execOnNode(name, node, ['hostname'])).stdout.trim()).toBe(node);
    const seen = await execOnNode(name, node, ['ls', '/dev', '/var/lib', '/', '/sys/class/net']);
    expect(seen.stdout).not.toMatch(/vda|sda|nvme|berth/);
    // Entered from outside, its working directory is its own too.
    const pwd = await execOnNode(name, node, ['sh', '-c', 'pwd; stat -c %d:%i . /']);
    const [where, here, top] = pwd.stdout.split('\n');
    expect([where, here, pwd.stderr]).toEqual(['/', top, '']);
    const mounts = await execOnNode(name, node, ['cat', '/proc/mounts']);
    expect(mounts.stdout).toContain(' /var/lib/docker ');
    expect(mounts.stdout).not.toContain('/run/netns');
  });

  test('takes ubuntu by password, and closes Docker to it', async () => {
    const client = await login(hostOf(node), { username: 'ubuntu', password: labUsers.ubuntu });
    try {
      const groups = await command(client, 'id -nG');
      expect(groups.output.trim()).toBe('ubuntu');
      const ps = await command(client, 'docker ps');
      expect(ps.code).not.toBe(0);
      expect(ps.output).toContain('permission denied');
    } finally {
      client.end();
    }
  });

  test('lets ubuntu become root with su, and shows root the usual prompt', async () => {
    const client = await login(hostOf(node), { username: 'ubuntu', password: labUsers.ubuntu });
    try {
      const said = await converse(
        client,
        [
          [new RegExp(`ubuntu@${node}:~\\$ `), 'su root\n'],
          [/Password: /, `${labUsers.root}\n`],
          [new RegExp(`root@${node}:/home/ubuntu# `), 'docker ps --quiet && echo "uid $(id -u)"\n'],
        ],
        /uid 0\r/,
      );
      expect(said).not.toContain('permission denied');
    } finally {
      client.end();
    }
  });

  test('refuses root over SSH until it is set up, and again after the undo', async () => {
    const key = await makeKeyPair(path.join(directoryOf(name), `${node}-key`));
    const byPassword = () => login(hostOf(node), { username: 'root', password: labUsers.root });
    const byKey = () => login(hostOf(node), { username: 'root', privateKey: key.privateKey });
    await expect(byPassword()).rejects.toThrow(/authentication methods failed/);
    await expect(byKey()).rejects.toThrow(/authentication methods failed/);
    await setupRootLogin(name, node, key.publicKey);
    const client = await byKey();
    expect((await command(client, 'id -u')).output.trim()).toBe('0');
    client.end();
    await expect(byPassword()).rejects.toThrow(/authentication methods failed/);
    await undoRootLogin(name, node);
    await expect(byKey()).rejects.toThrow(/authentication methods failed/);
  });

  test('says the host keys that its sshd really has', async () => {
    const scanned = await must(['ssh-keyscan', '-T', '5', hostOf(node)]);
    const told = lab.nodes.find((n) => n.name === node)?.hostKeys ?? [];
    expect(told.length).toBeGreaterThan(0);
    for (const key of told) {
      expect(scanned).toContain(`${hostOf(node)} ${key.publicKey}`);
      expect(key.sha256).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    }
  });

  test('pulls ubuntu in four layers or more, and runs it', async () => {
    expect((await docker(node, 'pull', 'ubuntu')).code).toBe(0);
    const layers = JSON.parse(
      (await docker(node, 'image', 'inspect', '--format', '{{json .RootFS.Layers}}', 'ubuntu')).stdout,
    ) as string[];
    expect(layers.length).toBeGreaterThanOrEqual(4);
    const said = await docker(node, 'run', '--rm', 'ubuntu', 'bash', '-c', 'cat /etc/os-release; ls -ld /tmp');
    expect(said.stdout).toMatch(/stand-in/);
    expect(said.stdout).toMatch(/^drwxrwxrwt/m);
  });

  test('runs the other stand-ins as their names promise', async () => {
    expect((await docker(node, 'run', '--rm', 'alpine', 'echo', 'hi')).stdout).toBe('hi\n');
    expect((await docker(node, 'run', '--rm', 'hello-world')).stdout).toContain('Hello from Docker!');
    const started = await docker(node, 'run', '-d', '--memory', '64m', 'busybox', 'sleep', '1000');
    expect(started.code).toBe(0);
    const state = await docker(node, 'inspect', '--format', '{{.State.Running}} {{.HostConfig.Memory}}', started.stdout.trim());
    expect(state.stdout.trim()).toBe('true 67108864');
    expect((await docker(node, 'rm', '-f', started.stdout.trim())).code).toBe(0);
  });

  test('answers for a missing image instead of waiting for a network that is not there', async () => {
    const pulled = await execOnNode(name, node, ['docker', 'pull', 'no-such-image'], { timeoutMs: 15_000 });
    // 137 would be our own end of the wait.
    expect(pulled.code).toBe(1);
    expect(pulled.stderr).toMatch(/Error response from daemon/);
  });

  test('takes a push to the registry of the lab and pulls it back', async () => {
    const tag = `${lab.registry.host}:${lab.registry.port}/class/${node}:1`;
    expect((await docker(node, 'pull', 'alpine')).code).toBe(0);
    expect((await docker(node, 'tag', 'alpine', tag)).code).toBe(0);
    expect(await docker(node, 'push', tag)).toMatchObject({ code: 0 });
    expect((await docker(node, 'rmi', tag)).code).toBe(0);
    expect((await docker(node, 'pull', tag)).code).toBe(0);
  });

  test('is switched off and on with its disk, and keeps its host keys', async () => {
    await docker(node, 'pull', 'ubuntu');
    await killNode(name, node);
    await expect(execOnNode(name, node, ['true'])).rejects.toThrow(/does not run/);
    await startNode(name, node);
    expect((await docker(node, 'image', 'ls', '--quiet', 'ubuntu')).stdout.trim()).not.toBe('');
    const now = (await labOf(name))?.nodes.find((n) => n.name === node);
    expect(now?.hostKeys).toEqual(lab.nodes.find((n) => n.name === node)?.hostKeys);
  });
});

test('keeps good nodes as they are when it is brought up again', async () => {
  const boot = async () => (await execOnNode(name, 'node0', ['stat', '-c', '%Y %i', '/run/docker.sock'])).stdout;
  const before = await boot();
  const again = await ensureLab({ name, nodes: mixed });
  expect(again.subnet).toBe(lab.subnet);
  expect(await boot()).toBe(before);
});

test('brings back what was ended from outside: a dockerd, a sshd, a node with containers', async () => {
  await docker('node0', 'pull', 'busybox');
  await docker('node0', 'run', '-d', 'busybox', 'sleep', '1000');
  await execOnNode(name, 'node1', ['pkill', '-KILL', '-x', 'dockerd']);
  await execOnNode(name, 'node1', ['pkill', '-KILL', '-x', 'sshd']);
  await killNode(name, 'node0');
  await ensureLab({ name, nodes: mixed });
  for (const [node] of kinds) {
    expect((await docker(node, 'version')).code).toBe(0);
    expect((await docker(node, 'run', '--rm', 'busybox', 'echo', 'well')).stdout).toBe('well\n');
    (await login(hostOf(node), { username: 'ubuntu', password: labUsers.ubuntu })).end();
  }
});

test('brings back a link and the bridge, without a restart of the nodes', async () => {
  const init = () => execOnNode(name, 'node0', ['stat', '-c', '%Z', '/proc/1']);
  const before = (await init()).stdout;
  await must(['ip', 'link', 'delete', linkOf(lab.subnet, 0)]);
  await must(['ip', 'link', 'delete', bridgeOf(lab.subnet)]);
  await ensureLab({ name, nodes: mixed });
  (await login(hostOf('node0'), { username: 'ubuntu', password: labUsers.ubuntu })).end();
  expect((await docker('node0', 'pull', 'alpine')).code).toBe(0);
  expect((await init()).stdout).toBe(before);
});

test('adds a node, keeps it when fewer are asked for, and takes it away when exactly fewer are', async () => {
  const names = (of: Lab) => of.nodes.map((n) => n.name);
  const three: NodeSpec[] = [...mixed, { base: 'trixie', store: 'overlay2' }];
  expect(names(await ensureLab({ name, nodes: three }))).toEqual(['node0', 'node1', 'node2']);
  const driver = await docker('node2', 'info', '--format', '{{.Driver}} {{.ServerVersion}}');
  expect(driver.stdout).toMatch(/^overlay2 26\./);
  expect(names(await ensureLab({ name, nodes: mixed }))).toHaveLength(3);
  expect(names(await ensureLab({ name, nodes: mixed, exact: true }))).toEqual(['node0', 'node1']);
  expect(traces(lab.subnet).filter((trace) => trace.includes('node2') || trace === `link ${linkOf(lab.subnet, 2)}`)).toEqual([]);
});

test('nodes reach each other and the registry, and nothing beyond', async () => {
  for (const to of [hostOf('node1'), lab.registry.host, lab.gateway]) {
    const route = await execOnNode(name, 'node0', ['ip', 'route', 'get', to]);
    expect(route.code).toBe(0);
  }
  const reach = await execOnNode(name, 'node0', ['bash', '-c', `exec 3<>/dev/tcp/${hostOf('node1')}/22 && head -c 4 <&3`]);
  expect(reach.stdout).toBe('SSH-');
  expect((await execOnNode(name, 'node0', ['ip', 'route', 'show', 'default'])).stdout).toBe('');
});

test('down leaves nothing, with containers running and paused; and nothing of an up that was killed half-way', async () => {
  const firewall = async () =>
    existsSync('/usr/sbin/iptables-save') ? (await run(['iptables-save'])).stdout.replace(/^#.*$|\[\d+:\d+\]/gm, '') : '';
  for (const [node] of kinds) {
    await docker(node, 'pull', 'busybox');
    expect((await docker(node, 'run', '-d', 'busybox', 'sleep', '1000')).code).toBe(0);
    // With version 1 of cgroups what is frozen does not end of SIGKILL.
    expect((await docker(node, 'run', '-d', '--name', 'frozen', 'busybox', 'sleep', '1000')).code).toBe(0);
    expect(await docker(node, 'pause', 'frozen')).toMatchObject({ code: 0 });
  }
  // The test can see what it looks for.
  expect(traces(lab.subnet).length).toBeGreaterThan(5);
  const rules = await firewall();
  await downLab(name);
  expect(traces(lab.subnet)).toEqual([]);
  expect(await firewall()).toBe(rules);

  const root = fileURLToPath(new URL('..', import.meta.url));
  const cli = [path.join(root, 'node_modules/.bin/tsx'), path.join(root, 'lab/cli.ts')] as const;
  // Ended as soon as the first namespace stands, wherever the command then is.
  const up = spawn(cli[0], [cli[1], 'up', '2', '--name', name], { stdio: 'ignore', detached: true });
  const ended = new Promise((resolve) => up.once('close', resolve));
  const seen = await new Promise<boolean>((resolve) => {
    const timer = setInterval(() => {
      const begun = existsSync('/run/netns') && readdirSync('/run/netns').some((n) => n.startsWith(`berth-${name}-node`));
      if (!begun && up.exitCode === null) return;
      clearInterval(timer);
      resolve(begun);
    }, 5);
  });
  expect(seen).toBe(true);
  process.kill(-(up.pid ?? 0), 'SIGKILL');
  await ended;
  const subnet = (JSON.parse(readFileSync(`${directoryOf(name)}/state.json`, 'utf8')) as { subnet: number }).subnet;
  await downLab(name);
  expect(traces(subnet)).toEqual([]);
  lab = await ensureLab({ name, nodes: mixed });
  expect((await docker('node0', 'version')).code).toBe(0);
});

test('bookworm with the containerd store is refused before anything starts', async () => {
  await expect(ensureLab({ name: 'refused', nodes: [{ base: 'bookworm', store: 'containerd' }] })).rejects.toThrow(/20\.10/);
  expect(existsSync(directoryOf('refused'))).toBe(false);
});
