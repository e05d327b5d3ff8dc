import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackage, run } from '@/lab/host';
import type { FarmNode } from '@/lab/farm/farm';
import { allReady, type BenchFarm, createRegister, startBenchFarm } from './bench-fleet';
import { measureInterleaved, type Sample, timed } from './interleave';
import { check, compare, type Measure } from './report';
import { median } from './statistics';

const goal = 0.5;
const size = 300;
/** Ten times the nodes may take eleven times as long. */
const growthLimit = 11;

/** One way to reach all nodes, and what to do when it is measured. */
interface Side {
  sample: Sample;
  stop(): Promise<void>;
}

/**
 * A whole fleet from nothing: 300 fake nodes connected, their host keys verified, their event streams open and their lists in, against
 * `parallel-ssh -p 64` running `true` on the same SSH servers.
 * @param samples whole starts in each of the four blocks.
 */
export async function measureFleetConnect(samples: number, say: (line: string) => void): Promise<Measure> {
  await installPackage('pssh', 'parallel-ssh', say);
  say('Starting 1000 fake nodes …');
  const farm = await startBenchFarm(1_000);
  const refused = { count: 0 };
  try {
    const ours = await fleetStart(farm, farm.nodes.slice(0, size), refused);
    const peer = parallelSsh(farm, farm.nodes.slice(0, size));
    say(`Connecting ${size} nodes, ${2 * (samples + 1)} times on each side …`);
    const sides = await measureInterleaved(ours.sample, peer.sample, samples, 1);
    await Promise.all([ours.stop(), peer.stop()]);
    say('Connecting 100 and 1000 nodes …');
    const growth = await measureGrowth(farm, samples, refused);
    return {
      name: 'fleet-connect',
      ours: `the fleet, ${size} nodes`,
      comparisons: [compare('parallel-ssh -p 64', sides, goal)],
      checks: [
        check('refused', 'connections refused past MaxStartups 10:30:100', refused.count, 0),
        check('growth', 'time(1000) / time(100)', growth, growthLimit),
      ],
    };
  } finally {
    await farm.stop();
  }
}

/** The fleet as the panel runs it, over a SQLite database of its own. Each sample is a fleet that begins with nothing. */
async function fleetStart(farm: BenchFarm, nodes: FarmNode[], refused: { count: number }): Promise<Side> {
  const register = await createRegister(nodes, farm.privateKey);
  return {
    sample: async () => {
      const fleet = register.createFleet();
      await fleet.start();
      await allReady(fleet, register.nodeIds);
      return async () => {
        const records = Object.values(await farm.records());
        // What the nodes saw has to agree: a quick refusal would look fast.
        const held = records.filter((r) => r.logins === 1 && r.eventStreams === 1).length;
        if (held !== nodes.length) throw new Error(`${held} of ${nodes.length} nodes hold one login and one event stream.`);
        refused.count += records.reduce((sum, r) => sum + r.pastMaxStartups + r.penalised, 0);
        await fleet.stop();
        await farm.cut();
        await farm.forget();
      };
    },
    stop: () => register.close(),
  };
}

/** Ten times the nodes over the time for the nodes, the middle of several of each, in turn, so that what drifts falls on both. */
async function measureGrowth(farm: BenchFarm, samples: number, refused: { count: number }): Promise<number> {
  const few = await fleetStart(farm, farm.nodes.slice(0, 100), refused);
  const many = await fleetStart(farm, farm.nodes, refused);
  const times = { few: [] as number[], many: [] as number[] };
  for (let i = 0; i <= samples; i++) {
    const turn = { few: [await timed(few.sample)], many: await timed(many.sample) };
    turn.few.push(await timed(few.sample));
    if (i === 0) continue;
    times.few.push(...turn.few);
    times.many.push(turn.many);
  }
  await Promise.all([few.stop(), many.stop()]);
  return median(times.many) / median(times.few);
}

/** Debian's pssh with the same key, host keys and trust. */
function parallelSsh(farm: BenchFarm, nodes: FarmNode[]): Side {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(directory, name), content, { mode: 0o600 });
    return path.join(directory, name);
  };
  const options = [
    `IdentityFile ${file('key', farm.privateKey)}`,
    `UserKnownHostsFile ${file('known_hosts', nodes.map((n) => `[${n.host}]:${n.port} ${n.hostKey}\n`).join(''))}`,
    'IdentitiesOnly yes',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'PreferredAuthentications publickey',
    'LogLevel ERROR',
  ];
  const config = file('ssh_config', `Host *\n${options.map((option) => `  ${option}\n`).join('')}`);
  const hosts = file('hosts', nodes.map((n) => `root@${n.host}:${n.port}\n`).join(''));
  return {
    sample: async () => {
      const { stdout, stderr } = await run(['parallel-ssh', '-p', '64', '-t', '0', '-h', hosts, '-x', `-F ${config}`, 'true']);
      const done = stdout.match(/\[SUCCESS\]/g)?.length ?? 0;
      if (done !== nodes.length)
        throw new Error(`parallel-ssh reached ${done} of ${nodes.length} nodes: ${stderr.slice(0, 500)}`);
      return async () => {
        await farm.cut();
        await farm.forget();
      };
    },
    stop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}
