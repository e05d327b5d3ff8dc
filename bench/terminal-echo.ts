import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { io, type Socket } from 'socket.io-client';
import {
  type Ack,
  type AttachedTerminal,
  type ClientToServerEvents,
  realtimePath,
  type ServerToClientEvents,
} from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { type BenchNode, withBenchNode } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { measureInterleaved, type Sample } from './interleave';
import { compare, type Measure } from './report';

const goal = 2;
const p99LimitMs = 16;
/**
 * Before anything counts, on either side: what a class of thirty types in a few minutes. V8 needs that many calls until the way
 * of a keystroke through the panel is compiled to its last form; a panel that ran for a day has had them.
 */
const warmUpLetters = 30_000;
/** Letters of one side in a row are few: the machine's clock and neighbours change from second to second. */
const rounds = 20;
/** Typed into the shell on both sides: from here on the terminal gives back each byte as it comes, and nothing else. */
const rawEcho = 'stty raw -echo; printf REA"DY"; exec cat';
const readyTimeoutMs = 60_000;

/** One end of an echo: sends a letter and resolves when that very letter is back. */
interface EchoEnd {
  sample: Sample;
  stop(): void;
}

/**
 * A keystroke's whole way, socket client → panel process → SSH → terminal on the node → back, against bare `ssh -tt` to the
 * same node, on the same processor.
 */
export function measureTerminalEcho(samples: number, say: (line: string) => void): Promise<Measure> {
  stayOnOneProcessor();
  return withBenchNode(say, async (node) => {
    say('Starting the panel …');
    const panel = await startBenchPanel(node, say);
    try {
      const ours = await echoThroughPanel(panel, node);
      const peer = await echoThroughSsh(node);
      say(`Typing ${2 * warmUpLetters} letters to warm up, then ${4 * samples} that count …`);
      for (const { sample } of [ours, peer]) for (let i = 0; i < warmUpLetters; i++) await sample();
      const sides = await measureInterleaved(ours.sample, peer.sample, Math.ceil(samples / rounds), 20, rounds);
      ours.stop();
      peer.stop();
      const comparison = compare('ssh -tt', sides, goal);
      const { p99 } = comparison.oursMs;
      const gate = { what: 'p99 through the panel', valueMs: p99, limitMs: p99LimitMs, pass: p99 <= p99LimitMs };
      return { name: 'terminal-echo', ours: 'through the panel', comparisons: [comparison], gate };
    } finally {
      await panel.stop();
    }
  });
}

/**
 * Everything started from here on shares one processor. Left alone, the scheduler keeps the whole of ssh's way on one and spreads the
 * panel's over two, and in a virtual machine waking another processor costs as much as a tenth of the echo.
 */
function stayOnOneProcessor(): void {
  const allowed = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', allowed, String(process.pid)], { stdio: 'ignore' });
}

/** Matches what comes back with what was sent, whatever the transport. */
function createEcho(send: (letter: string) => void) {
  let sent = 0;
  let waiting: { letter: string; resolve: () => void; reject: (error: Error) => void } | null = null;
  let ready: () => void = () => {};
  let text = '';
  let state: 'starting' | 'ready' = 'starting';
  return {
    whenReady: new Promise<void>((resolve) => {
      ready = resolve;
    }),
    received(data: Uint8Array): void {
      text += Buffer.from(data).toString('latin1');
      if (state === 'starting') {
        if (!text.endsWith('READY')) return;
        state = 'ready';
        text = '';
        ready();
        return;
      }
      if (!waiting) throw new Error(`${JSON.stringify(text)} came back although nothing was sent.`);
      if (text !== waiting.letter) waiting.reject(new Error(`${JSON.stringify(text)} came back for ${waiting.letter}.`));
      else waiting.resolve();
      waiting = null;
      text = '';
    },
    sample: (): Promise<void> =>
      new Promise((resolve, reject) => {
        const letter = String.fromCharCode(97 + (sent++ % 26));
        waiting = { letter, resolve, reject };
        send(letter);
      }),
  };
}

async function echoThroughPanel(panel: BenchPanel, node: BenchNode): Promise<EchoEnd> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(panel.url, {
    path: realtimePath,
    parser: realtimeParser,
    transports: ['websocket'],
    extraHeaders: { origin: panel.origin, cookie: panel.cookie },
  });
  let id = '';
  const echo = createEcho((letter) => socket.emit('terminal:input', { id, data: Buffer.from(letter) }));
  let ackedSeq = 0;
  socket.on('terminal:output', ({ seq, data }) => {
    // As a page does it: acknowledged now and then, not for every letter.
    if (seq - ackedSeq >= 4_096) {
      ackedSeq = seq;
      socket.emit('terminal:ack', { id, seq });
    }
    echo.received(new Uint8Array(data));
  });
  const { terminal } = await openWhenReady(socket, node);
  id = terminal.id;
  socket.emit('terminal:input', { id, data: Buffer.from(`${rawEcho}\n`) });
  await echo.whenReady;
  return {
    sample: echo.sample,
    stop() {
      socket.emit('terminal:close', { id }, () => socket.disconnect());
    },
  };
}

/** The panel connects to its nodes in its own time. */
async function openWhenReady(
  socket: Socket<ServerToClientEvents, ClientToServerEvents>,
  node: BenchNode,
): Promise<AttachedTerminal> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const ack = await new Promise<Ack<AttachedTerminal>>((resolve) =>
      socket.emit('terminal:open', { kind: 'host', node: node.name, cols: 80, rows: 24 }, resolve),
    );
    if (ack.ok) return ack.value;
    if (Date.now() > deadline) throw new Error(`The panel opens no terminal: ${ack.error.code} ${ack.error.message}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function echoThroughSsh(node: BenchNode): Promise<EchoEnd> {
  const args = ['-F', node.sshConfig, '-tt', '-p', String(node.port), `root@${node.host}`, rawEcho];
  const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const echo = createEcho((letter) => child.stdin.write(letter));
  child.stdout.on('data', (data: Buffer) => echo.received(data));
  await Promise.race([
    echo.whenReady,
    new Promise((_resolve, reject) => child.once('close', (code) => reject(new Error(`ssh ended with ${code}.`)))),
  ]);
  return { sample: echo.sample, stop: () => void child.kill() };
}
