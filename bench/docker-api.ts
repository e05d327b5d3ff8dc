import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import Docker from 'dockerode';
import { basePath } from '@/lab/bases';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { createLogger } from '@/lib/core/log';
import { blankRun } from '@/lib/shared/run-line';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { type BenchNode, withBenchNode } from './bench-lab';
import { measureInterleaved, type Sample } from './interleave';
import { compare, type Measure } from './report';

const goal = 1 / 50;
const containers = 20;

/**
 * Listing containers as the panel does it, over the connection it holds, against `docker -H ssh://` and dockerode's own
 * `protocol: 'ssh'`, on the same node in the same run.
 */
export function measureDockerApi(samples: number, say: (line: string) => void): Promise<Measure> {
  return withBenchNode(say, async (node) => {
    const ssh = await connectSsh(
      {
        host: node.host,
        port: node.port,
        user: 'root',
        auth: { kind: 'private_key', privateKey: node.privateKey },
        hostKey: node.hostKey,
      },
      { timeoutMs: 20_000, keepaliveIntervalMs: 10_000, keepaliveCountMax: 3, log: createLogger('error') },
    );
    const engine = createDockerEngine(() => ssh.openSocket('/var/run/docker.sock'));
    try {
      say(`Creating ${containers} containers …`);
      await prepare(engine);
      const ours: Sample = async () => requireAll((await engine.containers.list()).length);
      const comparisons = [];
      for (const { name, sample } of [dockerCli(node), dockerodeSsh(node)]) {
        say(`Comparing with ${name}: ${4 * samples} calls …`);
        comparisons.push(compare(name, await measureInterleaved(ours, sample, samples, 3), goal));
      }
      return { name: 'docker-api', ours: 'held connection', comparisons };
    } finally {
      engine.close();
      ssh.close();
    }
  });
}

/** Every side has to bring the same answer: a quick refusal would look fast. */
function requireAll(count: number): void {
  if (count !== containers) throw new Error(`${count} containers were listed, not ${containers}.`);
}

async function prepare(engine: DockerEngine): Promise<void> {
  await engine.images.pull('alpine', () => {}, new AbortController().signal);
  for (const old of await engine.containers.list()) await engine.containers.remove(old.id, true);
  for (let i = 0; i < containers; i++) {
    await engine.containers.run({ ...blankRun(), image: 'alpine', name: `bench-${i}`, command: ['sleep', '1000000'] });
  }
}

/**
 * Debian's docker CLI out of the node's own base, started by that base's loader: the same client on every machine, and nothing
 * to install. Where the base lies elsewhere, the machine's own.
 */
export function cliCommand(): [string, ...string[]] {
  const base = basePath('bookworm');
  const loader = `${base}/lib64/ld-linux-x86-64.so.2`;
  if (existsSync(loader)) return [loader, '--library-path', `${base}/usr/lib/x86_64-linux-gnu`, `${base}/usr/bin/docker`];
  if (existsSync('/usr/bin/docker')) return ['/usr/bin/docker'];
  throw new Error('The docker command is missing here. Install it with: apt-get install docker.io');
}

function dockerCli(node: BenchNode): { name: string; sample: Sample } {
  const [command, ...before] = cliCommand();
  const args = [...before, '-H', `ssh://root@${node.host}:${node.port}`, 'ps', '--all', '--no-trunc', '--format', '{{json .}}'];
  const env = { NODE_ENV: 'production' as const, PATH: `${node.sshPath}:/usr/bin:/bin`, HOME: node.directory };
  const sample = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk) => (out += chunk));
      child.stderr.on('data', (chunk) => (err += chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code !== 0) return reject(new Error(`docker ended with ${code}: ${err.trim()}`));
        try {
          requireAll(
            out
              .trim()
              .split('\n')
              .map((line) => JSON.parse(line) as unknown).length,
          );
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  return { name: 'docker -H ssh://', sample };
}

function dockerodeSsh(node: BenchNode): { name: string; sample: Sample } {
  const docker = new Docker({
    protocol: 'ssh',
    host: node.host,
    port: node.port,
    username: 'root',
    sshOptions: { privateKey: node.privateKey },
  } as Docker.DockerOptions);
  return {
    name: "dockerode protocol:'ssh'",
    sample: async () => requireAll((await docker.listContainers({ all: true })).length),
  };
}
