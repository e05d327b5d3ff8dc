import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Done, type Order, type Ready, size } from './board-panel-orders';
import { openViewers, type Viewers } from './board-viewers';
import type { Turned } from './class-at-work';
import type { Sides } from './interleave';
import { check, compare, type Measure } from './report';
import { median, quantile } from './statistics';

/** Both sides send as many frames, and a frame costs what the kernel takes for it (docs/decisions/051-what-board-measures.md). */
const cpuGoal = 1 / 2;
const bytesGoal = 1 / 20;
const latencyLimitMs = 500;
const loopLimitMs = 20;
/** The first second of a block warms up. */
const warmUpSeconds = 1;

/**
 * The board of 200 students and 30 steps before 50 viewers, while 100 cells a second turn: what it costs the panel in CPU and bytes against
 * sending the whole board as often, and, with each change stored as a judgement is, how late the viewers see it.
 * @param samples seconds of each block.
 */
export async function measureBoard(samples: number, say: (line: string) => void): Promise<Measure> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  const panel = await startPanel(directory);
  try {
    say(`Changes that are stored, ${samples} s …`);
    const stored = await block(panel, 'ours', { seconds: samples, stored: true });
    say(`the event loop's delay with each change stored: p99 ${stored.loopP99Ms.toFixed(1)} ms`);
    const cpu: Sides = { ours: [], peer: [] };
    const bytes: Sides = { ours: [], peer: [] };
    for (const side of ['ours', 'peer', 'peer', 'ours'] as const) {
      const done = await block(panel, side, { seconds: samples + warmUpSeconds, stored: false });
      cpu[side].push(...done.cpuMs.slice(warmUpSeconds));
      bytes[side].push(...done.wireKb.slice(warmUpSeconds));
      say(`${side === 'ours' ? 'changes' : 'the whole board'}: ${Math.round(median(done.cpuMs))} ms of CPU a second`);
    }
    const { perViewer, missing } = stored.latency;
    const p95 = quantile(perViewer, 0.95);
    return {
      name: 'board',
      ours: 'changes',
      unit: 'a second',
      comparisons: [compare('the whole board, CPU ms', cpu, cpuGoal), compare('the whole board, KB', bytes, bytesGoal)],
      gate: { what: 'change to viewer, stored, p95', valueMs: p95, limitMs: latencyLimitMs, pass: p95 <= latencyLimitMs },
      checks: [
        check('loop', 'delay of the event loop, stored, ms, p99', stored.loopP99Ms, loopLimitMs),
        check('missing', 'changes that a viewer never saw', missing, 0),
      ],
    };
  } finally {
    panel.child.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Panel {
  child: ChildProcess;
  ready: Ready;
}

async function startPanel(directory: string): Promise<Panel> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'board-panel.ts'), directory], {
    cwd: path.dirname(import.meta.dirname),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return { child, ready: await answerOf<Ready>(child) };
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = (code: number | null): void => reject(new Error(`board-panel.ts ended with ${code}.`));
    child.once('close', onEnd);
    child.once('message', (message) => {
      child.off('close', onEnd);
      resolve(message as T);
    });
  });
}

type Block = Done & { latency: { perViewer: number[]; missing: number } };

async function block({ child, ready }: Panel, side: keyof Sides, order: Order): Promise<Block> {
  const { port, peerPort, cookies, origin, classId } = ready;
  const ask = ['board:watch', { class: classId }];
  const viewers = await openViewers(side === 'ours' ? port : peerPort, cookies, origin, ask);
  const seen = noteCells(viewers);
  child.send(order);
  const done = await answerOf<Done>(child);
  viewers.close();
  return { ...done, latency: latencyOf(done.changes, seen) };
}

/** When each viewer saw a cell in a state first, by {@link keyOf}. */
function noteCells(viewers: Viewers): Map<string, number[]> {
  const seen = new Map<string, number[]>();
  viewers.onCells = (cells, atMs) => {
    for (const [row, column, state] of cells) {
      const key = keyOf({ row, column, state });
      const times = seen.get(key);
      if (times) times.push(atMs);
      else seen.set(key, [atMs]);
    }
  };
  return seen;
}

const keyOf = ({ row, column, state }: Omit<Turned, 'atMs'>): string => `${row} ${column} ${state}`;

/** From each change until each viewer had it. */
function latencyOf(changes: readonly Turned[], seen: ReadonlyMap<string, number[]>): Block['latency'] {
  const perViewer: number[] = [];
  let missing = 0;
  for (const change of changes) {
    const times = (seen.get(keyOf(change)) ?? []).slice(0, size.viewers);
    for (const atMs of times) perViewer.push(atMs - change.atMs);
    missing += size.viewers - times.length;
  }
  return { perViewer, missing };
}
