import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, killNode, labUsers, makeKeyPair, setupRootLogin } from '@/lab/lab';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { Ack, AttachedTerminal, OpenTerminal } from '@/lib/shared/realtime';
import { limits } from '@/lib/shared/limits';
import { blankRun } from '@/lib/shared/run-line';
import { remote } from '@/lib/gateways/ssh/remote';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import type { PtyChannel } from '@/lib/gateways/ssh/pty-channel';
import type { SshAuth, SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

const lab = 'terminals';
let panel: RealtimePanel;
let anna: { id: string; cookie: string };
let shells: SshConnection;
let root: SshConnection;
let engine: DockerEngine;
/** The channel of the shell opened last, to see whether its source rests. */
let lastPty: PtyChannel;
let tab: TestSocket;
let keys: string | undefined;

beforeAll(async () => {
  const { nodes } = await ensureLab({ name: lab, nodes: [{ base: 'bookworm', store: 'overlay2' }] });
  const [node] = nodes;
  if (!node) throw new Error('The lab has no node.');
  keys = await mkdtemp(path.join(tmpdir(), 'berth-keys-'));
  const key = await makeKeyPair(path.join(keys, 'root'));
  await setupRootLogin(lab, 'node0', key.publicKey);
  const hostKey = node.hostKeys.find((k) => k.type === 'ssh-ed25519')?.publicKey ?? null;
  const connect = (user: string, auth: SshAuth) =>
    connectSsh(
      { host: node.host, port: node.port, user, auth, hostKey },
      { timeoutMs: 15_000, keepaliveIntervalMs: 1_000, keepaliveCountMax: 3, log: createMemoryLog() },
    );
  shells = await connect('ubuntu', { kind: 'password', password: labUsers.ubuntu });
  root = await connect('root', { kind: 'private_key', privateKey: key.privateKey });
  engine = createDockerEngine(() => root.openSocket('/var/run/docker.sock'));
  await engine.images.pull('alpine', () => {}, new AbortController().signal);
  await engine.containers.run({ ...blankRun(), image: 'alpine', name: 'box', command: ['sleep', '100000'] });
  const openShell: SshConnection['openShell'] = async (options) => {
    lastPty = await shells.openShell(options);
    return lastPty;
  };
  panel = await startRealtimePanel({}, { ssh: async () => ({ ...shells, openShell }), engine: async () => engine });
  anna = await panel.addUser('anna');
  await panel.addNode('node0', [anna]);
});
afterAll(async () => {
  await panel?.stop();
  shells?.close();
  root?.close();
  await downLab(lab);
  if (keys) await rm(keys, { recursive: true, force: true });
});
beforeEach(async () => {
  tab = panel.connect(anna.cookie);
  await connected(tab);
});

/** A page's terminal: keeps every byte, acknowledges unless told not to. */
async function open(input: Partial<OpenTerminal> & { command?: string[]; container?: string } = {}) {
  const screen = { id: '', seq: 0, bytes: Buffer.alloc(0), ended: null as string | null, acks: true };
  const text = (): string => screen.bytes.toString();
  const take = (startSeq: number, data: Uint8Array): void => {
    expect(startSeq).toBe(screen.seq);
    screen.bytes = Buffer.concat([screen.bytes, data]);
    screen.seq = startSeq + data.byteLength;
  };
  const ack = (): void => void tab.emit('terminal:ack', { id: screen.id, seq: screen.seq });
  /** What came before is in the answer. Output may come before the answer itself: a page keeps it until then, and so does this one. */
  const attach = (socket: TestSocket, send: (answered: (ack: Ack<AttachedTerminal>) => void) => void): Promise<void> => {
    let held: Array<() => void> | null = [];
    const heard = (work: () => void): void => void (held ? held.push(work) : work());
    socket.on('terminal:output', (event) =>
      heard(() => {
        if (event.id !== screen.id) return;
        take(event.seq - event.data.byteLength, new Uint8Array(event.data));
        if (screen.acks) ack();
      }),
    );
    socket.on('terminal:ended', (event) =>
      heard(() => {
        if (event.id === screen.id) screen.ended = event.reason;
      }),
    );
    return new Promise((resolve, reject) =>
      send((ack) => {
        if (!ack.ok) return reject(new Error(ack.error.code));
        screen.id = ack.value.terminal.id;
        take(ack.value.startSeq, new Uint8Array(ack.value.replay));
        socket.emit('terminal:ack', { id: screen.id, seq: screen.seq });
        const waited = held ?? [];
        held = null;
        for (const work of waited) work();
        resolve();
      }),
    );
  };
  const size = { cols: 80, rows: 24 };
  await attach(tab, (answered) =>
    tab.emit('terminal:open', { kind: 'host', node: 'node0', ...size, ...input } as OpenTerminal, answered),
  );
  return {
    screen,
    text,
    ack,
    reattach: (socket: TestSocket) =>
      attach(socket, (answered) => socket.emit('terminal:attach', { id: screen.id, afterSeq: screen.seq, ...size }, answered)),
    type: (keys: string) => tab.emit('terminal:input', { id: screen.id, data: Buffer.from(keys) }),
    shows: (pattern: RegExp) => expect.poll(text, { timeout: 20_000 }).toMatch(pattern),
  };
}

const isPaused = (): boolean => (lastPty.output as unknown as { isPaused(): boolean }).isPaused();
/** Processes of that name on the node. */
const running = async (user: string, name: string) =>
  (await execOnNode(lab, 'node0', ['pgrep', '-u', user, '-x', name])).stdout.trim();

test('a shell on the node echoes, runs as the login user, and hears of a new size', async () => {
  const terminal = await open();
  terminal.type('id -un; stty size; echo 도커-$((40+2))\n');
  await terminal.shows(/ubuntu\r\n24 80\r\n도커-42/);
  await must(ask(tab, 'terminal:resize', { id: terminal.screen.id, cols: 132, rows: 43 }));
  terminal.type('stty size\n');
  await terminal.shows(/43 132\r\n/);
  await must(ask(tab, 'terminal:close', { id: terminal.screen.id }));
});

test('closing a terminal leaves no shell on the node', async () => {
  const terminal = await open();
  terminal.type('sleep 4242\n');
  await expect.poll(() => running('ubuntu', 'sleep')).not.toBe('');
  await must(ask(tab, 'terminal:close', { id: terminal.screen.id }));
  await expect.poll(() => running('ubuntu', 'bash'), { timeout: 10_000 }).toBe('');
  await expect.poll(() => running('ubuntu', 'sleep'), { timeout: 10_000 }).toBe('');
});

test('what a shell exits with is told after its last words', async () => {
  const terminal = await open();
  const ended = new Promise((resolve) => tab.once('terminal:ended', resolve));
  terminal.type('printf last; exit 7\n');
  expect(await ended).toEqual({ id: terminal.screen.id, reason: 'exited', exitCode: 7 });
  expect(terminal.text()).toMatch(/last/);
});

test('a tab that stops drawing a flood stops the program on the node; drawing again, and Ctrl-C, work at once', async () => {
  const before = process.memoryUsage().rss;
  const terminal = await open();
  await terminal.shows(/\$ $/);
  terminal.screen.acks = false;
  terminal.type('yes berth\n');
  await expect.poll(isPaused, { timeout: 20_000 }).toBe(true);
  await expect.poll(() => terminal.screen.seq).toBeGreaterThan(limits.terminalInFlightBytes - limits.terminalFrameMaxBytes);
  // Whatever was still on its way would arrive before the answer of a command that goes the same way.
  const held = terminal.screen.seq;
  await shells.run(remote`true`);
  expect(terminal.screen.seq).toBe(held);
  expect(held).toBeLessThan(limits.terminalInFlightBytes + 16 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  terminal.screen.acks = true;
  terminal.ack();
  await expect.poll(() => terminal.screen.seq, { timeout: 20_000 }).toBeGreaterThan(held + 1_000_000);
  terminal.type('\x03');
  await expect.poll(() => running('ubuntu', 'yes'), { timeout: 10_000 }).toBe('');
  terminal.type('echo again-$((1+1))\n');
  await terminal.shows(/again-2/);
  await must(ask(tab, 'terminal:close', { id: terminal.screen.id }));
});

test('a reload in the middle of output shows exactly what the program wrote', async () => {
  const terminal = await open();
  await terminal.shows(/\$ $/);
  terminal.type('stty -echo; PS1=; clear; seq 1 60000 | sed "s/^/line /"; echo E""ND\n');
  await expect.poll(() => terminal.screen.seq).toBeGreaterThan(20_000);
  tab.io.engine.close();
  tab.disconnect();
  tab = panel.connect(anna.cookie);
  await connected(tab);
  await terminal.reattach(tab);
  await terminal.shows(/\r\nEND\r\n/);
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const expected = Array.from({ length: 60_000 }, (_, i) => `line ${i + 1}\r\n`).join('');
  const got = terminal.text();
  const from = got.lastIndexOf('line 1\r\n');
  expect(hash(got.slice(from, from + expected.length))).toBe(hash(expected));
  await must(ask(tab, 'terminal:close', { id: terminal.screen.id }));
});

test('a terminal in a container runs there, hears of a new size, and falls back to sh', async () => {
  const terminal = await open({ kind: 'exec', container: 'box' });
  terminal.type('cat /etc/alpine-release /etc/os-release | head -3; stty size; tty\n');
  await terminal.shows(/24 80\r\n\/dev\/pts\/0/);
  await must(ask(tab, 'terminal:resize', { id: terminal.screen.id, cols: 100, rows: 30 }));
  terminal.type('stty size\n');
  await terminal.shows(/30 100/);
  await must(ask(tab, 'terminal:close', { id: terminal.screen.id }));
  const shellsInside = async () =>
    (await execOnNode(lab, 'node0', ['docker', 'top', 'box'])).stdout.split('\n').filter((l) => /\b(sh|bash)\b/.test(l));
  await expect.poll(shellsInside, { timeout: 10_000 }).toEqual([]);
});

test('argv reaches the container as argv: no shell is in between', async () => {
  const terminal = await open({ kind: 'exec', container: 'box', command: ['echo', '$(id);`id`', 'it\'s "quoted"'] });
  await terminal.shows(/\$\(id\);`id` it's "quoted"/);
  await expect.poll(() => terminal.screen.ended).toBe('exited');
});

test('a terminal in a container ends with all it started when it is closed, whatever it was doing', async () => {
  for (const command of ['cat', 'sleep 777', 'trap "" INT; sleep 778 & cat']) {
    const terminal = await open({ kind: 'exec', container: 'box' });
    const before = terminal.screen.seq;
    terminal.type(`${command}\n`);
    await expect.poll(() => terminal.screen.seq).toBeGreaterThan(before);
    await must(ask(tab, 'terminal:close', { id: terminal.screen.id }));
    const left = async () =>
      (await execOnNode(lab, 'node0', ['docker', 'top', 'box', '-o', 'pid,args'])).stdout.trim().split('\n').slice(2);
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  }
});

test('a container that is not there, or not running, or has no such command says so', async () => {
  const code = async (input: object): Promise<string> => {
    const ack = await ask(tab, 'terminal:open', { kind: 'exec', node: 'node0', cols: 80, rows: 24, ...input } as OpenTerminal);
    return ack.ok ? 'opened' : ack.error.code;
  };
  expect(await code({ container: 'nowhere' })).toBe('container_not_found');
  expect(await code({ container: 'box', command: ['/no/such/thing'] })).toMatch(/^(command_not_found|opened)$/);
  await engine.containers.stop('box', 0);
  expect(await code({ container: 'box' })).toBe('container_not_running');
});

// Last: it takes the node away.
test('a node that loses power while a terminal is open ends it as lost', async () => {
  const terminal = await open();
  terminal.type('echo before\n');
  await terminal.shows(/before\r\n/);
  await killNode(lab, 'node0');
  await expect.poll(() => terminal.screen.ended, { timeout: 30_000 }).toBe('node_lost');
});
