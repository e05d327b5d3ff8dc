import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineMood } from '@/lab/farm/fake-engine';
import { FakeNode } from '@/lab/farm/fake-node';
import { createLogger } from '@/lib/log';
import { connectSsh } from '@/lib/ssh/connect';
import { makeKeyPair } from '@/lib/ssh/private-key';
import type { SshConnection } from '@/lib/ssh/types';
import { answerMaxBytes } from './careful-requests';
import { createDockerEngine } from './create-engine';
import type { DockerEngine } from './engine';

const options = { timeoutMs: 5_000, keepaliveIntervalMs: 5_000, keepaliveCountMax: 3, log: createLogger('silent') };
const key = makeKeyPair();
let node: FakeNode;
let ssh: SshConnection;
let engine: DockerEngine;
let channels: number;

beforeEach(async () => {
  node = await new FakeNode({ name: 'node0', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  const auth = { kind: 'private_key', privateKey: key.privateKey } as const;
  ssh = await connectSsh({ host: node.host, port: node.port, user: 'root', auth, hostKey: node.hostKey }, options);
  channels = 0;
  engine = createDockerEngine(() => {
    channels++;
    return ssh.openSocket('/var/run/docker.sock');
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
  await engine.listContainers();
  await engine.listContainers();
  expect(channels).toBe(1);
  moods('closes-idle');
  await engine.listContainers();
  await engine.ping();
  for (let i = 0; i < 10; i++) expect(await engine.listContainers()).toEqual([]);
  expect(channels).toBeGreaterThan(1);
});

test('a question that meets a channel the Engine is just closing is asked once more on a fresh one', async () => {
  moods('closes-at-second');
  for (let i = 0; i < 10; i++) expect(await engine.listContainers()).toEqual([]);
  // Several kept ones, all of them stale.
  moods('well');
  await Promise.all(Array.from({ length: 4 }, () => engine.listContainers()));
  moods('closes-at-second');
  expect((await Promise.all(Array.from({ length: 4 }, () => engine.facts()))).length).toBe(4);
});

test('an answer without end is cut at a limit and said to be that, and costs no more memory than the limit', async () => {
  moods('endless');
  globalThis.gc?.();
  const used = () => {
    const { external, heapUsed } = process.memoryUsage();
    return external + heapUsed;
  };
  const before = used();
  for (const ask of [
    () => engine.listContainers(),
    () => engine.listImages(),
    () => engine.facts(),
    () => engine.inspectImage('a'),
  ])
    await expect(ask()).rejects.toThrow(failing('docker_answer_too_large'));
  expect(used() - before).toBeLessThan(16 * answerMaxBytes);
  // The node has stopped sending, too: on the same connection the next answer comes.
  moods('well');
  expect(await engine.listContainers()).toEqual([]);
});

test('an answer that breaks off half-way is an error at once, and one that never comes ends with the connection', async () => {
  moods('half');
  await expect(engine.listImages()).rejects.toThrow(failing('node_lost'));
  moods('hangs');
  const waiting = engine.listContainers();
  ssh.close();
  await expect(waiting).rejects.toThrow(failing('node_lost'));
});
