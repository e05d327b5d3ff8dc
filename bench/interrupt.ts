import { io, type Socket } from 'socket.io-client';
import { type FaultProxy, startFaultProxy } from '@/lab/farm/fault-proxy';
import { execOnNode } from '@/lab/lab';
import { type ClientToServerEvents, realtimePath, type ServerToClientEvents } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { type BenchNode, runContainer, withBenchNode } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { check, type Measure } from './report';
import { openWhenReady } from './terminal-echo';

const limitBytes = 512 * 1024;
const lineBytesPerSecond = 1_000_000;
/** Every buffer on the way is full after this much: the windows, the sockets of the node, the page's own share. */
const floodBytes = 8 * 1024 * 1024;
const flood = 'yes berth-berth-berth-berth-berth-berth\n';
const prompt = 'berth-prompt> ';
/** Typed in two parts, so that what the terminal shows of it is not the prompt itself. */
const setPrompt = "PS1='berth-''prompt> '\n";
const container = 'berth-interrupt';

/** How much a reader still sees after Ctrl-C under a program that floods its terminal, on a line of 1 MB/s: on the node, in a container. */
export function measureInterrupt(samples: number, say: (line: string) => void): Promise<Measure> {
  return withBenchNode(say, async (node) => {
    say('Starting the panel and a container …');
    await runContainer(node, container);
    const panel = await startBenchPanel([node], node.directory, say);
    const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(new URL(panel.url).port) });
    try {
      const checks = [];
      for (const kind of ['host', 'container'] as const) {
        const after: number[] = [];
        for (let i = 0; i < samples; i++) after.push(await bytesAfterInterrupt(panel, proxy, node, kind));
        say(`${kind}: ${after.map((bytes) => Math.round(bytes / 1024)).join(', ')} KiB after Ctrl-C`);
        checks.push(check(`${kind}Bytes`, `bytes drawn after Ctrl-C, ${kind}, the most`, Math.max(...after), limitBytes));
      }
      return { name: 'interrupt', ours: 'through the panel', comparisons: [], checks };
    } finally {
      await proxy.stop();
      await panel.stop();
      await execOnNode(node.lab, node.name, ['docker', 'rm', '-f', container]);
    }
  });
}

async function bytesAfterInterrupt(
  panel: BenchPanel,
  proxy: FaultProxy,
  node: BenchNode,
  kind: 'host' | 'container',
): Promise<number> {
  proxy.faults = {};
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(`http://127.0.0.1:${proxy.port}`, {
    path: realtimePath,
    parser: realtimeParser,
    transports: ['websocket'],
    forceNew: true,
    // The panel knows itself by its own name, not by the proxy's port.
    extraHeaders: { host: new URL(panel.origin).host, origin: panel.origin, cookie: panel.cookie },
  });
  let id = '';
  let received = 0;
  let tail = '';
  let look: () => void = () => {};
  socket.on('terminal:output', (event) => {
    received += event.data.byteLength;
    tail = (tail + Buffer.from(event.data).toString('latin1')).slice(-256);
    socket.emit('terminal:ack', { id, seq: event.seq });
    look();
  });
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (!isSo()) return;
        look = () => {};
        resolve();
      };
      look();
    });
  const type = (text: string) => socket.emit('terminal:input', { id, data: Buffer.from(text) });
  try {
    const request = kind === 'host' ? { kind } : { kind: 'exec' as const, container };
    ({ id } = (await openWhenReady(socket, { ...request, node: node.name })).terminal);
    type(setPrompt);
    // ash asks where the cursor is behind its prompt.
    await until(() => tail.includes(prompt));
    proxy.faults = { bytesPerSecond: lineBytesPerSecond, sliceBytes: 16 * 1024 };
    const before = received;
    type(flood);
    await until(() => received - before > floodBytes);
    const sentAt = received;
    tail = '';
    type('\x03');
    await until(() => tail.includes(prompt));
    return received - sentAt;
  } finally {
    await new Promise<void>((resolve) => socket.emit('terminal:close', { id }, () => resolve()));
    socket.disconnect();
  }
}
