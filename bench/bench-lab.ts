import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackages } from '@/lab/host';
import { downLab, ensureLab, labNames, makeKeyPair, setupRootLogin } from '@/lab/lab';

export const benchLabName = 'bench';

/** One real node with a root login by key, and what a peer's `ssh` needs to reach it the same way. */
export interface BenchNode {
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
 * Brings the node up and hands it to `measure`; afterwards everything is as before.
 * @param say progress for people, not on standard output.
 */
export async function withBenchNode<T>(say: (line: string) => void, measure: (node: BenchNode) => Promise<T>): Promise<T> {
  const wasUp = labNames().includes(benchLabName);
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  const clean = async (): Promise<void> => {
    rmSync(directory, { recursive: true, force: true });
    if (!wasUp) await downLab(benchLabName);
  };
  const onSignal = (): void => void clean().finally(() => process.exit(130));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    await installPackages(say);
    const lab = await ensureLab({ name: benchLabName, nodes: [{ base: 'bookworm', store: 'overlay2' }], onProgress: say });
    const [node] = lab.nodes;
    if (!node) throw new Error('The lab has no node.');
    const keyFile = path.join(directory, 'key');
    const { privateKey, publicKey } = await makeKeyPair(keyFile);
    await setupRootLogin(benchLabName, node.name, publicKey);
    const hostKey = node.hostKeys.find((k) => k.type === 'ssh-ed25519')?.publicKey ?? '';
    return await measure({
      name: node.name,
      host: node.host,
      port: node.port,
      hostKey,
      privateKey,
      directory,
      ...sshFiles(directory, keyFile, node.host, hostKey),
    });
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await clean();
  }
}

/** The same key, host key and trust for every peer. ObscureKeystrokeTiming (OpenSSH 9.5) would hold letters back on purpose. */
function sshFiles(directory: string, keyFile: string, host: string, hostKey: string): { sshConfig: string; sshPath: string } {
  const knownHosts = path.join(directory, 'known_hosts');
  writeFileSync(knownHosts, `${host} ${hostKey}\n`);
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
