import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '@/lab/host';
import { execOnNode } from '@/lab/lab';
import { mapLimited } from '@/lib/core/async/limit';
import type { ClassContainers } from '@/lib/shared/class-lists';
import { startBenchFarm } from './bench-fleet';
import { type BenchNode, withBenchNodes } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { cliCommand } from './docker-api';
import { measureInterleaved, type Sample } from './interleave';
import { compare, type Measure } from './report';

const size = 300;
const containers = ['db', 'cache', 'web', 'queue', 'log'];
/** Real nodes that the peer asks in turn, until it has asked {@link size} times. */
const realNodes = 8;
/** `docker` commands in flight. */
const atOnce = 16;
const goal = 1 / 30;
const readyTimeoutMs = 180_000;

/**
 * The containers of a class of 300 nodes by one call of the API, against a loop of `docker -H ssh://` with 16 in flight. The panel holds 300 fake
 * nodes, of which it asks none; a machine has no 300 real ones, so the peer asks 8 of them 300 times in turn, each of which has as many
 * containers as each fake one. Nothing is scaled: both sides bring 1500 rows.
 * @param samples sweeps in each of the four blocks.
 */
export async function measureNodeSweep(samples: number, say: (line: string) => void): Promise<Measure> {
  const specs = Array.from({ length: realNodes }, () => ({ base: 'trixie' as const, store: 'overlay2' as const }));
  return withBenchNodes('benchnodes', specs, say, async (nodes) => {
    await mapLimited(nodes, 4, runContainers);
    const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
    say(`Starting ${size} fake nodes and the panel …`);
    const farm = await startBenchFarm(size);
    const held = farm.nodes.map((node) => ({ ...node, privateKey: farm.privateKey }));
    const panel = await startBenchPanel(held, directory, say, { nodeNetworks: '127.0.0.0/8' });
    try {
      for (const name of containers) await farm.runContainer(name);
      await allListed(panel);
      say(`Comparing ${2 * (samples + 1)} sweeps on each side; the peer asks ${realNodes} real nodes ${size} times in turn …`);
      const ours: Sample = async () => requireAll((await ask(panel)).items.length);
      const sides = await measureInterleaved(ours, dockerLoop(nodes), samples, 1);
      for (const [side, times] of Object.entries(sides)) say(`${side}: ${times.map(Math.round).join(', ')} ms`);
      const peer = `docker -H ssh://, ${atOnce} at once, ${realNodes} nodes ${size} times`;
      return { name: 'node-sweep', ours: `the panel, ${size} nodes`, comparisons: [compare(peer, sides, goal)] };
    } finally {
      await panel.stop();
      await farm.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

async function runContainers({ lab, name }: BenchNode): Promise<void> {
  const runs = containers.map((container) => `docker run -d --name ${container} alpine sleep 1000000 >/dev/null`);
  const clean = `docker rm -f ${containers.join(' ')} >/dev/null 2>&1 || true`;
  const { code, stderr } = await execOnNode(lab, name, ['sh', '-c', ['set -e', clean, ...runs].join('\n')]);
  if (code !== 0) throw new Error(`The containers of ${name} did not start: ${stderr}`);
}

/** As a script asks it: all rows, parsed. */
async function ask({ origin, cookie, classId }: BenchPanel): Promise<ClassContainers> {
  const response = await fetch(`${origin}/api/v1/classes/${classId}/containers?limit=2000`, { headers: { cookie } });
  if (!response.ok) throw new Error(`The panel answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as ClassContainers;
}

async function allListed(panel: BenchPanel): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const { counts, away } = await ask(panel);
    if (counts.total === size * containers.length && away.length === 0) return;
    if (Date.now() > deadline) throw new Error(`${counts.total} containers are listed, ${away.length} nodes are away.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Both sides have to bring the same answer: a quick refusal would look fast. */
function requireAll(count: number): void {
  if (count !== size * containers.length) throw new Error(`${count} containers were listed, not ${size * containers.length}.`);
}

function dockerLoop(nodes: BenchNode[]): Sample {
  const cli = cliCommand();
  const asked = Array.from({ length: size }, (_, n) => nodes[n % nodes.length] as BenchNode);
  return async () => {
    const counts = await mapLimited(asked, atOnce, async ({ host, port, sshPath, directory }) => {
      const env = { PATH: `${sshPath}:/usr/bin:/bin`, HOME: directory };
      const args = ['-H', `ssh://root@${host}:${port}`, 'ps', '--all', '--no-trunc', '--format', '{{json .}}'];
      const { stdout } = await run([...cli, ...args], { env });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown).length;
    });
    requireAll(counts.reduce((sum, count) => sum + count, 0));
  };
}
