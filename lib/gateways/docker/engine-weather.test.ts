import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineMood } from '@/lab/farm/fake-engine';
import { FakeNode } from '@/lab/farm/fake-node';
import { createLogger } from '@/lib/core/log';
import { until } from '@/lib/testing/test-lab';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { answerMaxBytes } from './engine/careful-requests';
import { freeChannelMs } from './engine/channel-agent';
import { createDockerEngine } from './create-engine';
import type { DockerEngine } from './engine';

const options = { timeoutMs: 5_000, keepaliveIntervalMs: 5_000, keepaliveCountMax: 3, log: createLogger('silent') };
const key = makeKeyPair();
let node: FakeNode;
let ssh: SshConnection;
let engine: DockerEngine;
let channels: number;
/** Channels that were opened and are not closed. */
let open: Set<Duplex>;
/** Bytes that came over all channels. */
let received: number;

beforeEach(async () => {
  node = await new FakeNode({ name: 'node0', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  const auth = { kind: 'private_key', privateKey: key.privateKey } as const;
  ssh = await connectSsh({ host: node.host, port: node.port, user: 'root', auth, hostKey: node.hostKey }, options);
  channels = 0;
  open = new Set();
  received = 0;
  engine = createDockerEngine(async () => {
    channels++;
    const channel = await ssh.openSocket('/var/run/docker.sock');
    open.add(channel);
    const push = channel.push.bind(channel);
    channel.push = (data: Buffer | null) => {
      received += data?.length ?? 0;
      return push(data);
    };
    channel.once('close', () => open.delete(channel));
    return channel;
  });
});
afterEach(async () => {
  engine.close();
  ssh.close();
  await node.down();
});

const failing = (code: string) => expect.objectContaining({ code });
const moods = (mood: EngineMood) => {
  node.engine.mood = mood;
};

test('a kept channel is used again, and one that the Engine closed meanwhile is not', async () => {
  await engine.containers.list();
  await engine.containers.list();
  expect(channels).toBe(1);
  moods('closes-idle');
  await engine.containers.list();
  await engine.system.ping();
  for (let i = 0; i < 10; i++) expect(await engine.containers.list()).toEqual([]);
  expect(channels).toBeGreaterThan(1);
});

test('a question that meets a channel the Engine is just closing is asked once more on a fresh one', async () => {
  moods('closes-at-second');
  for (let i = 0; i < 10; i++) expect(await engine.containers.list()).toEqual([]);
  // Several kept ones, all of them stale.
  moods('well');
  await Promise.all(Array.from({ length: 4 }, () => engine.containers.list()));
  moods('closes-at-second');
  expect((await Promise.all(Array.from({ length: 4 }, () => engine.system.facts()))).length).toBe(4);
});

test('an answer without end is cut at a limit and said to be that, and the node sends little more', async () => {
  moods('endless');
  for (const ask of [
    () => engine.containers.list(),
    () => engine.images.list(),
    () => engine.system.facts(),
    () => engine.images.inspect('a'),
  ]) {
    const before = received;
    await expect(ask()).rejects.toThrow(failing('docker_answer_too_large'));
    expect(received - before).toBeGreaterThan(answerMaxBytes);
    // What is in the window of the channel may come, too.
    expect(received - before).toBeLessThan(1.5 * answerMaxBytes);
  }
  // It has stopped sending: on the same connection the next answer comes.
  moods('well');
  expect(await engine.containers.list()).toEqual([]);
});

test('a list from under which something is removed while it is made is asked for again, and not for ever', async () => {
  const gone = {
    status: 404,
    type: 'application/json',
    body: JSON.stringify({ message: 'content digest sha256:29: not found' }),
  };
  const good = { status: 200, type: 'application/json', body: '[]' };
  node.engine.said.set('/images/json', [gone, gone, good]);
  expect(await engine.images.list()).toEqual([]);
  node.engine.said.set('/images/json', [gone]);
  const before = node.engine.asked.length;
  await expect(engine.images.list([])).rejects.toThrow(failing('image_not_found'));
  expect(node.engine.asked.length - before).toBe(5);
});

test('an answer that breaks off half-way is an error at once, and one that never comes ends with the connection', async () => {
  moods('half');
  await expect(engine.images.list()).rejects.toThrow(failing('node_lost'));
  moods('hangs');
  const waiting = engine.containers.list();
  ssh.close();
  await expect(waiting).rejects.toThrow(failing('node_lost'));
});

test('closing seventy terminals leaves no channel behind, and Docker goes on answering', async () => {
  node.engine.run('box');
  for (let i = 0; i < 70; i++) {
    const pty = await engine.exec.open('box', { argv: ['sh'], cols: 80, rows: 24 });
    pty.output.resume();
    pty.close();
    await pty.ended;
  }
  await engine.exec.settled();
  expect(await engine.containers.list()).toHaveLength(1);
  expect(node.engine.executed.filter((argv) => argv.includes('-c'))).toHaveLength(70);
  await channelsLeft(freeAtMost);
}, 60_000);

/** `maxFreeSockets` of the agent. */
const freeAtMost = 4;
const channelsLeft = (most: number) =>
  until(
    `at most ${most} channels to be open`,
    () => open.size,
    (n) => n <= most,
  );

test('no call keeps a channel when it is over, however it ends', async () => {
  node.engine.run('web');
  const calls: Array<() => Promise<unknown>> = [
    () => engine.system.ping(),
    () => engine.system.facts(),
    () => engine.containers.list(),
    () => engine.images.list(),
    () => engine.containers.inspect('web'),
    () => engine.images.inspect('alpine'),
    () => engine.containers.start('web'),
    () => engine.containers.stop('web', 0),
    () => engine.containers.remove('web', false),
    () => engine.containers.logs('web', 10),
    () => engine.images.pull('alpine', () => {}, AbortSignal.timeout(500)),
    () => engine.images.remove('alpine', false),
    () => engine.volumes.list(),
    () => engine.volumes.remove('v'),
    () => engine.networks.list(),
    () => engine.networks.create({ name: 'n', driver: 'bridge', internal: false }),
    () => engine.networks.connect('n', { container: 'web' }),
    () => engine.networks.disconnect('n', { container: 'web', force: false }),
    () => engine.networks.remove('n'),
    () => engine.exec.open('nobody', { argv: ['sh'], cols: 80, rows: 24 }),
  ];
  for (const mood of ['well', 'half', 'closes-idle', 'endless'] as const) {
    moods(mood);
    for (const call of calls) await call().catch(() => {});
    await channelsLeft(freeAtMost);
  }
  moods('well');
  const events = engine.system.events(AbortSignal.timeout(60_000))[Symbol.asyncIterator]();
  await events.next();
  await events.return?.(undefined);
  await channelsLeft(freeAtMost);
}, 60_000);

test('a channel the Engine ended while it was idle is given up at once, so that the first click after a pause is not lost', async () => {
  node.engine.run('web');
  moods('ends-idle');
  await Promise.all(Array.from({ length: 4 }, () => engine.containers.list()));
  await channelsLeft(0);
  moods('well');
  const before = node.engine.asked.length;
  // A POST may not be sent twice, so it must not meet a channel that is over.
  await engine.containers.stop('web', 0);
  await engine.containers.start('web');
  expect(node.engine.asked.slice(before).map((line) => line.split('?')[0])).toEqual([
    'POST /v1.45/containers/web/stop',
    'POST /v1.45/containers/web/start',
  ]);
});

test('a free channel is given back before dockerd would close it', async () => {
  // dockerd closes an idle connection after five minutes (ReadHeaderTimeout of its server).
  expect(freeChannelMs).toBeLessThan(5 * 60_000);
  const realTimeout = globalThis.setTimeout;
  const kept: Array<() => void> = [];
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms?: number, ...more: unknown[]) => {
    if (ms === freeChannelMs) kept.push(work);
    return realTimeout(work, ms, ...more);
  }) as typeof setTimeout);
  await engine.containers.list();
  vi.restoreAllMocks();
  expect(open.size).toBe(1);
  kept.at(-1)?.();
  await channelsLeft(0);
  expect(await engine.containers.list()).toEqual([]);
});

test('a terminal that is refused, or comes too late to be waited for, is hung up', async () => {
  node.engine.run('box');
  const leftovers = new Map<string, string>();
  const other = createDockerEngine(() => ssh.openSocket('/var/run/docker.sock'), { leftovers });
  const id = node.engine.containers[0]?.Id ?? '';
  node.engine.deaf.add(`/exec/${'e0'.padEnd(64, '0')}/start`);
  const opening = other.exec.open('box', { argv: ['sh'], cols: 80, rows: 24 });
  await expect(opening).rejects.toThrow(failing('node_deadline'));
  // Its shell may run: it is hung up as soon as the Engine answers.
  await until('the hang-up', () => node.engine.executed.some((argv) => argv.includes('-c')), Boolean);
  await other.exec.settled();
  expect(leftovers.size).toBe(0);
  expect(id).not.toBe('');
  other.close();
}, 30_000);

test('a terminal whose Docker is gone ends for that reason, and one whose node is gone for another', async () => {
  node.engine.run('box');
  const openShell = async () => {
    const pty = await engine.exec.open('box', { argv: ['sh'], cols: 80, rows: 24 });
    pty.output.resume();
    return pty;
  };
  const first = await openShell();
  moods('half');
  for (const channel of open) channel.destroy();
  expect(await first.ended).toEqual({ reason: 'docker_stopped', exitCode: null });
  moods('well');
  const second = await openShell();
  ssh.close();
  expect(await second.ended).toEqual({ reason: 'lost', exitCode: null });
});
