import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FarmNode } from '@/lab/farm/farm';
import { ensureBase } from '@/lab/bases';
import { run } from '@/lab/host';
import { sshFiles } from './bench-lab';
import { cliCommand } from './docker-api';
import { cpuMsOf } from './cpu-time';

/**
 * `docker -H ssh://` pulling on each of these nodes at once, each client told of every layer.
 * @param directory for the files of ssh(1); the caller removes it.
 * @returns what pulls on all of them once: CPU of all clients with their `ssh`, ms
 */
export async function dockerPulls(
  nodes: readonly FarmNode[],
  { directory, privateKey, say }: { directory: string; privateKey: string; say: (line: string) => void },
): Promise<() => Promise<number>> {
  await ensureBase('bookworm', say);
  const cli = cliCommand();
  const keyFile = path.join(directory, 'key');
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  const known = nodes.map(({ host, port, hostKey }) => ({ host: `[${host}]:${port}`, hostKey }));
  const { sshPath } = sshFiles(directory, keyFile, known);
  const env = { PATH: `${sshPath}:/usr/bin:/bin`, HOME: directory };
  const pull = async ({ host, port }: FarmNode): Promise<void> => {
    const { code, stdout, stderr } = await run([...cli, '-H', `ssh://root@${host}:${port}`, 'pull', 'layers'], { env });
    // Each layer has to be told: a refusal would look cheap.
    const layers = stdout.split('\n').filter((line) => line.endsWith(': Pull complete')).length;
    if (code !== 0 || layers !== 20) throw new Error(`docker pull ended with ${code} after ${layers} layers: ${stderr.trim()}`);
  };
  return async () => {
    const before = cpuMsOf('children');
    await Promise.all(nodes.map(pull));
    return cpuMsOf('children') - before;
  };
}
