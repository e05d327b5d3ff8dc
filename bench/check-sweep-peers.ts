import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mapLimited } from '@/lib/core/async/limit';
import { installPackage, run } from '@/lab/host';
import type { BenchNode } from './bench-lab';
import { type Question, questions, requireVerdicts } from './check-sweep-step';
import { cliCommand } from './docker-api';
import type { Sample } from './interleave';

/** Nodes, or questions, that a peer has in flight. */
const atOnce = 40;

/** One way to ask the same of all nodes, and what ends what it leaves behind. */
export interface SweepPeer {
  name: string;
  goal: number;
  /** Sweeps that begin each block and are thrown away. */
  warmUp: number;
  sample: Sample;
  stop(): Promise<void>;
}

/**
 * Debian's ansible-core. The nodes have no Python, which its module `shell` needs, so the questions are put by `raw`: all ten in one line of
 * shell for each node, and no module is sent. It keeps its connections from sweep to sweep (ControlPersist, its default), so only the first
 * pays for them.
 */
export async function ansible(nodes: BenchNode[], imageId: string, say: (line: string) => void): Promise<SweepPeer> {
  await installPackage('ansible-core', 'ansible', say);
  const [{ directory, sshConfig } = { directory: '', sshConfig: '' }] = nodes;
  const inventory = path.join(directory, 'inventory');
  writeFileSync(inventory, nodes.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}\n`).join(''));
  const connections = path.join(directory, 'cp');
  // What stands in double braces is for Docker, not for ansible's own templates.
  const line = `{% raw %}${questions(imageId).map(lineOf).join('; ')}{% endraw %}`;
  const options = ['-f', String(atOnce), '-u', 'root', '--ssh-common-args', `-F ${sshConfig}`, '--one-line'];
  const env = { HOME: directory, ANSIBLE_SSH_CONTROL_PATH_DIR: connections, ANSIBLE_NOCOLOR: '1' };
  return {
    name: `ansible -m raw -f ${atOnce}`,
    goal: 1 / 5,
    warmUp: 1,
    sample: async () => {
      const { stdout, stderr } = await run(['ansible', 'all', '-i', inventory, '-m', 'raw', '-a', line, ...options], { env });
      const found = new Map(
        [...stdout.matchAll(/^(\S+) \| CHANGED \| rc=0 \| \(stdout\) ([a-z ]*)/gm)].map(([, name, said = '']) => [name, said]),
      );
      if (found.size !== nodes.length)
        throw new Error(`ansible reached ${found.size} of ${nodes.length} nodes: ${stdout}${stderr}`);
      requireVerdicts(
        'ansible',
        nodes.map(({ name }) => (found.get(name) ?? '').trim().split(' ')),
      );
    },
    stop: async () => {
      const kept = existsSync(connections) ? readdirSync(connections) : [];
      for (const socket of kept) await run(['ssh', '-O', 'exit', '-S', path.join(connections, socket), 'node']);
    },
  };
}

const lineOf = ({ args, holds }: Question): string =>
  `[ "$(docker ${args.map((arg) => `'${arg}'`).join(' ')} 2>&1)" = '${holds}' ] && printf 'passed ' || printf 'failed '`;

/** Debian's docker command, once for each check of each node. */
export function dockerOverSsh(nodes: BenchNode[], imageId: string): SweepPeer {
  const cli = cliCommand();
  // One node after the other, so that no sshd has more than MaxStartups lets in.
  const asked = questions(imageId).flatMap((question) => nodes.map((node) => ({ node, question })));
  return {
    name: `docker -H ssh://, ${atOnce} at once`,
    goal: 1 / 20,
    // It keeps nothing.
    warmUp: 0,
    sample: async () => {
      const found = new Map<BenchNode, string[]>(nodes.map((node) => [node, []]));
      const answers = await mapLimited(asked, atOnce, async ({ node, question: { args, holds } }) => {
        const env = { PATH: `${node.sshPath}:/usr/bin:/bin`, HOME: node.directory };
        const { stdout } = await run([...cli, '-H', `ssh://root@${node.host}:${node.port}`, ...args], { env });
        return { node, verdict: stdout.trim() === holds ? 'passed' : 'failed' };
      });
      for (const { node, verdict } of answers) found.get(node)?.push(verdict);
      requireVerdicts('docker', [...found.values()]);
    },
    stop: async () => {},
  };
}
