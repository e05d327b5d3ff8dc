import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newestBase } from '@/lab/build';
import { ensureLab, execOnNode, type Lab, type LabNode, makeKeyPair, setupRootLogin } from '@/lab/lab';
import { pauseAfter } from '@/lab/host';
import type { NodeSpec } from '@/lab/layout';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import type { SshConnection, SshTarget } from '@/lib/gateways/ssh/ssh-connection';

export interface TestLab {
  lab: Lab;
  /** Docker 20.10 with overlay2. */
  old: LabNode;
  /** The newest Docker of the lab, with the containerd image store. */
  recent: LabNode;
  privateKey: string;
}

export const quiet = createLogger('silent');
export const connectOptions = { timeoutMs: 10_000, keepaliveIntervalMs: 1_000, keepaliveCountMax: 3, log: quiet };

/** The oldest kind of node a lab has and the newest: what holds on both holds between them. The newest moves, see lab/README.md. */
export const oldestAndNewest = async (): Promise<[NodeSpec, NodeSpec]> => [
  { base: 'bookworm', store: 'overlay2' },
  { base: await newestBase(), store: 'containerd' },
];

/**
 * Two real nodes, the oldest kind and the newest, with root login by key: of the test file alone, under its lab's own name, so that files run side by
 * side. The file takes the lab down.
 */
export async function testLab(name: string): Promise<TestLab> {
  const lab = await ensureLab({ name, nodes: await oldestAndNewest() });
  const [old, recent] = lab.nodes;
  if (!old || !recent) throw new Error('The lab has two nodes.');
  const key = await makeKeyPair(path.join(mkdtempSync(path.join(tmpdir(), 'berth-test-')), 'key'));
  for (const node of [old, recent]) {
    await setupRootLogin(name, node.name, key.publicKey);
    // A daemon that answered while the lab came up and ended since would fail every test with a riddle: its log tells.
    const answer = await execOnNode(name, node.name, ['docker', 'version']);
    if (answer.code === 0) continue;
    const { stdout } = await execOnNode(name, node.name, ['tail', '-n', '40', '/var/log/dockerd.log']);
    throw new Error(`dockerd of ${node.name} ended after its start: ${answer.stderr}\n${stdout}`);
  }
  return { lab, old, recent, privateKey: key.privateKey };
}

/** Start-up files of login user and root that print, as half of all `.bashrc` do: nothing the panel reads or runs may mind. */
export async function makeShellsNoisy(lab: string, nodes: readonly LabNode[]): Promise<void> {
  const script = `for f in /home/ubuntu/.bashrc /root/.bashrc; do
    grep -qx 'echo hi; echo hi >&2' "$f" || { printf 'echo hi; echo hi >&2\\n' | cat - "$f" >/tmp/noisy && cat /tmp/noisy >"$f"; }; done`;
  for (const { name } of nodes) {
    const { code, stderr } = await execOnNode(lab, name, ['sh', '-c', script]);
    if (code !== 0) throw new Error(`${name}: ${stderr}`);
  }
}

export function asRoot(t: Pick<TestLab, 'privateKey'>, node: LabNode): SshTarget {
  return {
    host: node.host,
    port: node.port,
    user: 'root',
    auth: { kind: 'private_key', privateKey: t.privateKey },
    hostKey: node.hostKeys[0]?.publicKey ?? null,
  };
}

export function asUbuntu(node: LabNode): SshTarget {
  return {
    ...({ host: node.host, port: node.port } as const),
    user: 'ubuntu',
    auth: { kind: 'password', password: 'ubuntu' },
    hostKey: node.hostKeys[0]?.publicKey ?? null,
  };
}

/** An engine over a connection of its own, for the length of one piece of work. */
export async function withEngine<T>(
  target: SshTarget,
  work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>,
): Promise<T> {
  const ssh = await connectSsh(target, connectOptions);
  const engine = createDockerEngine(() => ssh.openSocket('/var/run/docker.sock'));
  try {
    return await work(engine, ssh);
  } finally {
    engine.close();
    ssh.close();
  }
}

/** Removes every container and image of a node. */
export async function cleanDocker(engine: DockerEngine): Promise<void> {
  for (const { id } of await engine.containers.list()) await engine.containers.remove(id, true).catch(() => {});
  for (const { id } of await engine.images.list()) await engine.images.remove(id, true).catch(() => {});
}

/** Waits until `value` answers something that `fits`. @throws Error with the last answer after `timeoutMs` */
export async function until<T>(
  what: string,
  value: () => T | Promise<T>,
  fits: (value: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const began = Date.now();
  for (;;) {
    const now = await value();
    if (fits(now)) return now;
    const waited = Date.now() - began;
    if (waited > timeoutMs) throw new Error(`${what}: still ${JSON.stringify(now)?.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(waited)));
  }
}
