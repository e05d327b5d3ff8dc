import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackages } from '@/lab/host';
import { newestBase } from '@/lab/build';
import { downLab, ensureLab, execOnNode, type LabNode, labNames, makeKeyPair, setupRootLogin } from '@/lab/lab';
import type { NodeSpec } from '@/lab/layout';

/** One real node with a root login by key, and what a peer's `ssh` needs to reach it the same way. */
export interface BenchNode {
  lab: string;
  name: string;
  host: string;
  port: number;
  /** `<type> <base64>` */
  hostKey: string;
  privateKey: string;
  /** Of ssh(1): the key, the pinned host key, no questions. */
  sshConfig: string;
  /** A folder with an `ssh` that uses that configuration, for peers that start `ssh` themselves. */
  sshPath: string;
  /** Removed afterwards. */
  directory: string;
}

/**
 * Brings one node of the oldest kind up and hands it to `measure`; afterwards everything is as before.
 * @param say progress for people, not on standard output.
 */
export function withBenchNode<T>(say: (line: string) => void, measure: (node: BenchNode) => Promise<T>): Promise<T> {
  return withBenchNodes('bench', [{ base: 'bookworm', store: 'overlay2' }], say, ([node]) => {
    if (!node) throw new Error('The lab has no node.');
    return measure(node);
  });
}

/** The same with two nodes, one of the oldest Docker the lab has and one of the newest. */
export async function withOldestAndNewest<T>(
  say: (line: string) => void,
  measure: (nodes: BenchNode[]) => Promise<T>,
): Promise<T> {
  const bases = ['bookworm', await newestBase(say)] as const;
  return withBenchNodes(
    'benchpair',
    bases.map((base) => ({ base, store: 'overlay2' })),
    say,
    measure,
  );
}

/** The same with these nodes, in this order, in a lab of this name. */
export async function withBenchNodes<T>(
  lab: string,
  specs: NodeSpec[],
  say: (line: string) => void,
  measure: (nodes: BenchNode[]) => Promise<T>,
): Promise<T> {
  const wasUp = labNames().includes(lab);
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  const clean = async (): Promise<void> => {
    rmSync(directory, { recursive: true, force: true });
    if (!wasUp) await downLab(lab);
  };
  const onSignal = (): void => void clean().finally(() => process.exit(130));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    await installPackages(say);
    const { nodes } = await ensureLab({ name: lab, nodes: specs, onProgress: say });
    const keyFile = path.join(directory, 'key');
    const { privateKey, publicKey } = await makeKeyPair(keyFile);
    for (const node of nodes) await setupRootLogin(lab, node.name, publicKey);
    const known = nodes.map(({ host, hostKeys }) => ({ host, hostKey: ed25519Of(hostKeys) }));
    const files = sshFiles(directory, keyFile, known);
    const about = ({ name, host, port, hostKeys }: LabNode) => ({ lab, name, host, port, hostKey: ed25519Of(hostKeys) });
    return await measure(nodes.map((node) => ({ ...about(node), ...files, privateKey, directory })));
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await clean();
  }
}

/** One container of this name runs, made anew. */
export async function runContainer(node: BenchNode, name: string): Promise<void> {
  await execOnNode(node.lab, node.name, ['docker', 'rm', '-f', name]);
  const started = await execOnNode(node.lab, node.name, ['docker', 'run', '-d', '--name', name, 'alpine', 'sleep', '100000']);
  if (started.code !== 0) throw new Error(`The container did not start: ${started.stderr}`);
}

export async function dockerVersion(node: BenchNode): Promise<string> {
  const { stdout } = await execOnNode(node.lab, node.name, ['docker', 'version', '--format', '{{.Server.Version}}']);
  return stdout.trim();
}

const ed25519Of = (keys: LabNode['hostKeys']): string => keys.find((key) => key.type === 'ssh-ed25519')?.publicKey ?? '';

/**
 * The same key, host key and trust for every peer. ObscureKeystrokeTiming (OpenSSH 9.5) would hold letters back on purpose.
 * @param known hosts as known_hosts names them (sshd(8)): one on another port than 22 is `[host]:port`
 */
export function sshFiles(
  directory: string,
  keyFile: string,
  known: ReadonlyArray<{ host: string; hostKey: string }>,
): { sshConfig: string; sshPath: string } {
  const knownHosts = path.join(directory, 'known_hosts');
  writeFileSync(knownHosts, known.map(({ host, hostKey }) => `${host} ${hostKey}\n`).join(''));
  const sshConfig = path.join(directory, 'ssh_config');
  const options = [
    `IdentityFile ${keyFile}`,
    `UserKnownHostsFile ${knownHosts}`,
    'IdentitiesOnly yes',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'PreferredAuthentications publickey',
    'LogLevel ERROR',
    'IgnoreUnknown ObscureKeystrokeTiming',
    'ObscureKeystrokeTiming no',
  ];
  writeFileSync(sshConfig, `Host *\n${options.map((option) => `  ${option}\n`).join('')}`);
  const wrapper = path.join(directory, 'ssh');
  writeFileSync(wrapper, `#!/bin/sh\nexec /usr/bin/ssh -F '${sshConfig}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  return { sshConfig, sshPath: directory };
}
