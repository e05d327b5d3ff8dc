import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { must, waitFor } from './host';
import { cgroupOf, type NodeSpec, registryOf, registryPort } from './layout';
import { execInside, findInit } from './namespaces';

async function inside(lab: string, node: string, argv: readonly string[], input?: string): Promise<string> {
  const result = await execInside(lab, node, argv, input === undefined ? {} : { input });
  if (result.code !== 0)
    throw new Error(`${node}: ${argv.join(' ')} ended with ${result.code}: ${result.stderr.trim() || result.stdout.trim()}`);
  return result.stdout;
}

/** Is something of this name running in the node? */
async function runs(lab: string, node: string, name: string): Promise<boolean> {
  return (await execInside(lab, node, ['pgrep', '-x', name])).code === 0;
}

/** Makes the node's own host keys (once) and starts sshd(8). */
export async function startSshd(lab: string, node: string): Promise<void> {
  await makeHostKeys(lab, node);
  if (await sshdPid(lab, node)) return;
  await inside(lab, node, ['/usr/sbin/sshd']);
  await waitFor(`sshd of ${node}`, 10_000, async () => (await sshdPid(lab, node)) !== null);
}

/** What is missing of them. RSA in 2048 bits: the 3072 of `ssh-keygen -A` take longer than the rest of the node's start. */
async function makeHostKeys(lab: string, node: string): Promise<void> {
  const rsa = '/etc/ssh/ssh_host_rsa_key';
  if ((await execInside(lab, node, ['test', '-e', rsa])).code !== 0)
    await inside(lab, node, ['ssh-keygen', '-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', rsa]);
  await inside(lab, node, ['ssh-keygen', '-A']);
}

/** The listening sshd, not one that serves a connection. */
async function sshdPid(lab: string, node: string): Promise<number | null> {
  const result = await execInside(lab, node, ['cat', '/run/sshd.pid']);
  const pid = Number(result.stdout.trim());
  if (result.code !== 0 || !pid) return null;
  return (await execInside(lab, node, ['kill', '-0', String(pid)])).code === 0 ? pid : null;
}

/** Stops listening; with `connections` the open ones are cut too, as a crash would. */
export async function stopSshd(lab: string, node: string, connections = false): Promise<void> {
  const pid = await sshdPid(lab, node);
  if (pid) await inside(lab, node, ['kill', String(pid)]);
  await waitFor(`sshd of ${node} ending`, 10_000, async () => (await sshdPid(lab, node)) === null);
  // sshd-session is the name since OpenSSH 9.8.
  if (connections) await execInside(lab, node, ['pkill', '-KILL', '-x', 'sshd|sshd-session']);
}

/** sshd -t, then SIGHUP (sshd(8)). @throws Error with what sshd finds wrong. */
async function reloadSshd(lab: string, node: string): Promise<void> {
  await inside(lab, node, ['/usr/sbin/sshd', '-t']);
  const pid = await sshdPid(lab, node);
  if (!pid) return startSshd(lab, node);
  // On SIGHUP sshd executes itself again, which writes the pid file anew once it listens: until then the old one may still answer.
  const written = async () => (await execInside(lab, node, ['stat', '-c', '%i %y', '/run/sshd.pid'])).stdout;
  const before = await written();
  await inside(lab, node, ['kill', '-HUP', String(pid)]);
  await waitFor(`sshd of ${node} after its reload`, 10_000, async () => ![before, ''].includes(await written()));
}

/** Writes or, with null, removes one drop-in of sshd_config(5), then reloads. Read first, so that it wins over the rest. */
export async function writeSshdDropIn(lab: string, node: string, name: string, text: string | null): Promise<void> {
  const file = `/etc/ssh/sshd_config.d/00-${name}.conf`;
  if (text === null) await inside(lab, node, ['rm', '-f', file]);
  else await inside(lab, node, ['tee', file], text);
  await reloadSshd(lab, node);
}

export async function regenerateHostKeys(lab: string, node: string): Promise<void> {
  for (const type of ['rsa', 'ecdsa', 'ed25519'])
    await inside(lab, node, ['rm', '-f', `/etc/ssh/ssh_host_${type}_key`, `/etc/ssh/ssh_host_${type}_key.pub`]);
  await makeHostKeys(lab, node);
  await reloadSshd(lab, node);
}

export interface HostKey {
  type: string;
  /** `<type> <base64>` */
  publicKey: string;
  /** `SHA256:…` */
  sha256: string;
}

export async function readHostKeys(lab: string, node: string): Promise<HostKey[]> {
  const files = ['ed25519', 'ecdsa', 'rsa'].map((kind) => `/etc/ssh/ssh_host_${kind}_key.pub`);
  // One that is missing is left out, and cat(1) says so by its exit code.
  const { stdout } = await execInside(lab, node, ['cat', ...files]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [type = '', blob = ''] = line.split(' ');
      const sha256 = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '');
      return { type, publicKey: `${type} ${blob}`, sha256: `SHA256:${sha256}` };
    });
}

/** Writes daemon.json (dockerd(8)) and starts dockerd; resolves when its socket answers. */
export async function startDockerd(lab: string, subnet: number, node: string, spec: NodeSpec): Promise<void> {
  const config = {
    'registry-mirrors': [`http://${registryOf(subnet)}:${registryPort}`],
    'insecure-registries': [`198.18.${subnet}.0/24`],
    'cgroup-parent': `/${cgroupOf(lab, node)}`,
    // cgroupfs: there is no systemd in a node.
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    ...(spec.store === 'containerd' ? { features: { 'containerd-snapshotter': true } } : { 'storage-driver': 'overlay2' }),
  };
  await inside(lab, node, ['mkdir', '-p', '/etc/docker']);
  await inside(lab, node, ['tee', '/etc/docker/daemon.json'], `${JSON.stringify(config, null, 2)}\n`);
  if (!(await runs(lab, node, 'dockerd'))) await launchDockerd(lab, node);
  await dockerAnswers(lab, node);
}

async function launchDockerd(lab: string, node: string): Promise<void> {
  await inside(lab, node, ['rm', '-f', '/run/docker.pid']);
  await inside(lab, node, ['sh', '-c', 'setsid dockerd >>/var/log/dockerd.log 2>&1 </dev/null &']);
}

const dockerAnswers = (lab: string, node: string): Promise<void> =>
  waitFor(`dockerd of ${node} (see /var/log/dockerd.log in it)`, 60_000, async () => {
    const init = await findInit(lab, node);
    // By its socket, past the `docker` command: starting that ten times a second takes more of the machine than dockerd's own start.
    return init !== null && (await isAnswering(`/proc/${init}/root/run/docker.sock`));
  });

/** `GET /_ping` of the Engine API. */
function isAnswering(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ socketPath, path: '/_ping', timeout: 10_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    request.once('error', () => resolve(false));
    request.once('timeout', () => request.destroy());
  });
}

/**
 * A node on which nobody has installed Docker. Its daemon.json says what every daemon in a lab needs (the control group that goes with
 * the node, no systemd), as a school's image may bring one along; whoever sets up Docker has to keep it. Where Docker was installed
 * since, it is started as an init would.
 */
export async function startBareNode(lab: string, node: string, sources: string): Promise<void> {
  if ((await inside(lab, node, ['cat', '/etc/apt/sources.list'])) !== sources) {
    const config = { 'cgroup-parent': `/${cgroupOf(lab, node)}`, 'exec-opts': ['native.cgroupdriver=cgroupfs'] };
    await inside(lab, node, ['tee', '/etc/docker/daemon.json'], `${JSON.stringify(config, null, 2)}\n`);
    await inside(lab, node, ['tee', '/etc/apt/sources.list'], sources);
  }
  if ((await execInside(lab, node, ['test', '-x', '/usr/sbin/dockerd'])).code !== 0) return;
  if (!(await runs(lab, node, 'dockerd'))) await launchDockerd(lab, node);
  await dockerAnswers(lab, node);
}

export async function stopDockerd(lab: string, node: string): Promise<void> {
  await execInside(lab, node, ['pkill', '-TERM', '-x', 'dockerd']);
  await waitFor(`dockerd of ${node} ending`, 30_000, async () => !(await runs(lab, node, 'dockerd')));
}

/** The lab's registry: docker-registry(1) of the bookworm base, open for pushes. */
export async function startRegistry(lab: string, subnet: number, node: string): Promise<void> {
  if (!(await runs(lab, node, 'docker-registry'))) {
    const config =
      'version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}\nhttp: {addr: "0.0.0.0:5000"}\n';
    await inside(lab, node, ['tee', '/etc/lab-registry.yml'], config);
    await inside(lab, node, [
      'sh',
      '-c',
      'setsid docker-registry serve /etc/lab-registry.yml >>/var/log/registry.log 2>&1 </dev/null &',
    ]);
  }
  await waitFor('the registry answering', 20_000, () =>
    fetch(`http://${registryOf(subnet)}:${registryPort}/v2/`).then(
      (r) => r.ok,
      () => false,
    ),
  );
}

export async function stopRegistry(lab: string, node: string): Promise<void> {
  await execInside(lab, node, ['pkill', '-KILL', '-x', 'docker-registry']);
  await waitFor('the registry ending', 10_000, async () => !(await runs(lab, node, 'docker-registry')));
}

interface NodeHealth {
  up: boolean;
  sshd: boolean;
  dockerd: boolean;
  memoryMb: number;
}
const down: NodeHealth = { up: false, sshd: false, dockerd: false, memoryMb: 0 };

/** What a node does now, for `status`. */
export async function healthOf(lab: string, node: string): Promise<NodeHealth> {
  if ((await findInit(lab, node)) === null) return down;
  try {
    const memory = await execInside(lab, node, ['ps', '-eo', 'rss=']);
    return {
      up: true,
      sshd: (await sshdPid(lab, node)) !== null,
      dockerd: await runs(lab, node, 'dockerd'),
      memoryMb: Math.round(memory.stdout.split('\n').reduce((sum, line) => sum + Number(line), 0) / 1024),
    };
  } catch (error) {
    // Somebody took it down while it was looked at, and it may be coming up again.
    if ((await findInit(lab, node)) === null || /does not run/.test((error as Error).message)) return down;
    throw error;
  }
}

/** Makes a key pair with ssh-keygen(1) on this machine. */
export async function makeKeyPair(file: string): Promise<{ privateKey: string; publicKey: string }> {
  if (!existsSync(file)) await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'berth-lab', '-f', file]);
  return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
}
