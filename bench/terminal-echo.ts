import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import WebSocket from 'ws';
import {
  type Ack,
  type AttachedTerminal,
  type ClientToServerEvents,
  type OpenTerminal,
  realtimePath,
  type ServerToClientEvents,
} from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { type BenchNode, withBenchNode } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { measureInterleaved, type Sample } from './interleave';
import type { RelayTarget } from './relay';
import { compare, type Measure } from './report';

/** Of the bare relay: what rights, reload and slow pages may cost a key. */
const goal = 1.15;
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
 * A keystroke's whole way, socket client → panel process → SSH → terminal on the node → back, against the least that could carry it: `ws`
 * and `ssh2` in a process of their own, to the same node, on the same processor. A bare `ssh -tt` is measured too and not judged: it has
 * no WebSocket, and how much slower ssh2 is than OpenSSH depends on the machine.
 */
export function measureTerminalEcho(samples: number, say: (line: string) => void): Promise<Measure> {
  stayOnOneProcessor();
  return withBenchNode(say, async (node) => {
    say('Starting the panel and the relay …');
    const panel = await startBenchPanel([node], node.directory, say);
    const ends: EchoEnd[] = [];
    try {
      const ours = await echoThroughPanel(panel, node);
      ends.push(ours);
      const relay = await echoThroughRelay(node);
      ends.push(relay);
      const ssh = await echoThroughSsh(node);
      ends.push(ssh);
      say(`Typing ${ends.length * warmUpLetters} letters to warm up, then ${8 * samples} that count …`);
      for (const { sample } of ends) for (let i = 0; i < warmUpLetters; i++) await sample();
      const block = Math.ceil(samples / rounds);
      const ofRelay = compare('bare ws and ssh2', await measureInterleaved(ours.sample, relay.sample, block, 20, rounds), goal);
      const ofSsh = compare('ssh -tt', await measureInterleaved(ours.sample, ssh.sample, block, 20, rounds), null);
      const { p99 } = ofRelay.oursMs;
      const gate = { what: 'p99 through the panel', valueMs: p99, limitMs: p99LimitMs, pass: p99 <= p99LimitMs };
      return { name: 'terminal-echo', ours: 'through the panel', comparisons: [ofRelay, ofSsh], gate };
    } finally {
      for (const end of ends) end.stop();
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
    whenReady: new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`The terminal is not ready; it said ${JSON.stringify(text)}.`)),
        readyTimeoutMs,
      );
      ready = () => {
        clearTimeout(late);
        resolve();
      };
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
    extraHeaders: { host: new URL(panel.origin).host, origin: panel.origin, cookie: panel.cookie },
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
  const { terminal } = await openWhenReady(socket, { kind: 'host', node: node.name });
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
export async function openWhenReady(
  socket: Socket<ServerToClientEvents, ClientToServerEvents>,
  what: { kind: 'host'; node: string } | { kind: 'exec'; node: string; container: string },
): Promise<AttachedTerminal> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const ack = await new Promise<Ack<AttachedTerminal>>((resolve) =>
      socket.emit('terminal:open', { ...what, cols: 80, rows: 24 } satisfies OpenTerminal, resolve),
    );
    if (ack.ok) return ack.value;
    if (Date.now() > deadline) throw new Error(`The panel opens no terminal: ${ack.error.code} ${ack.error.message}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const relayScript = fileURLToPath(new URL('relay.ts', import.meta.url));

/** As the panel is started, and nothing in between. */
async function echoThroughRelay({ host, port, hostKey, privateKey }: BenchNode): Promise<EchoEnd> {
  const node = path.join(path.dirname(path.dirname(relayScript)), 'node_modules', '.bin', 'node');
  const child = spawn(node, ['--import', 'tsx', relayScript], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ host, port, hostKey, privateKey } satisfies RelayTarget));
  const listening = new Promise<string>((resolve) => child.stdout.once('data', (line) => resolve(String(line).trim())));
  const ended = new Promise<never>((_resolve, reject) =>
    child.once('close', (code) => reject(new Error(`The relay ended with ${code}.`))),
  );
  const socket = new WebSocket(`ws://127.0.0.1:${await Promise.race([listening, ended])}`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const echo = createEcho((letter) => socket.send(Buffer.from(letter)));
  socket.on('message', (data: Buffer) => echo.received(data));
  socket.send(Buffer.from(`${rawEcho}\n`));
  await Promise.race([echo.whenReady, ended]);
  ended.catch(() => {});
  return {
    sample: echo.sample,
    stop() {
      socket.terminate();
      child.kill();
    },
  };
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
