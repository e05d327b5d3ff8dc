import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBenchFarm } from './bench-fleet';
import { compare, type Measure } from './report';
import type { Sides } from './interleave';

const goal = 5;
/**
 * Connected before the first look, so that code and pools are there; then those whose memory is measured. So many that what the process had free
 * already, some megabytes which differ from one run to the next, is little to them (docs/decisions/062).
 */
export const sizes = { before: 300, measured: 900 };

export type Side = 'fleet' | 'bare';
export interface Held {
  nodes: Array<{ name: string; host: string; port: number; hostKey: string }>;
  privateKey: string;
}

/**
 * Resident memory per held node (connection, event stream, cached state) against a bare ssh2 connection, both in a fresh process each, on
 * the same fake nodes.
 * @param samples processes in each of the four blocks.
 */
export async function measureNodeMemory(samples: number, say: (line: string) => void): Promise<Measure> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  say(`Starting ${sizes.before + sizes.measured} fake nodes …`);
  const farm = await startBenchFarm(sizes.before + sizes.measured);
  const file = path.join(directory, 'farm.json');
  writeFileSync(file, JSON.stringify({ nodes: farm.nodes, privateKey: farm.privateKey } satisfies Held), { mode: 0o600 });
  try {
    const sides: Sides = { ours: [], peer: [] };
    for (const side of ['ours', 'peer', 'peer', 'ours'] as const) {
      for (let i = 0; i < samples; i++) {
        sides[side].push((await holdInProcess(side === 'ours' ? 'fleet' : 'bare', file)) / 1024);
        await farm.cut();
      }
      say(`${side === 'ours' ? 'the fleet' : 'bare ssh2'}: ${sides[side].map((kib) => kib.toFixed(1)).join(', ')} KiB a node`);
    }
    const comparison = compare('bare ssh2 connection', sides, goal);
    return { name: 'node-memory', ours: 'a held node', unit: 'KiB', comparisons: [comparison] };
  } finally {
    await farm.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns bytes of resident memory per node. */
function holdInProcess(side: Side, file: string): Promise<number> {
  const script = path.join(import.meta.dirname, 'hold-nodes.ts');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', script, side, file], {
      cwd: path.dirname(import.meta.dirname),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(Number(out)) : reject(new Error(`hold-nodes.ts ended with ${code}.`))));
  });
}
