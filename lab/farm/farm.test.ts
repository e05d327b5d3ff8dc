import { once } from 'node:events';
import { promisify } from 'node:util';
import { Client, type ClientChannel } from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { FakeNode } from './fake-node';
import { startFarm } from './farm';
import { SshdLimits } from './sshd-limits';

const options = { timeoutMs: 10_000, keepaliveIntervalMs: 5_000, keepaliveCountMax: 3, log: createLogger('silent') };
const key = makeKeyPair();
const accounts = [{ user: 'root', publicKey: key.publicKey }];
const nodes: FakeNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.down();
});

const target = (node: { host: string; port: number; hostKey: string }) => ({
  host: node.host,
  port: node.port,
  user: 'root',
  auth: { kind: 'private_key' as const, privateKey: key.privateKey },
  hostKey: node.hostKey,
});

test('a fake node lets its account in, its Engine answers, and everything is written down', async () => {
  const node = await new FakeNode({ name: 'node0', accounts }).listen();
  nodes.push(node);
  const ssh = await connectSsh(target(node), options);
  const engine = createDockerEngine(() => ssh.openSocket('/var/run/docker.sock'));
  expect(await engine.system.facts()).toMatchObject({ version: '26.1.5', store: 'overlay2', hostname: 'node0' });
  expect((await engine.images.list()).map((image) => image.tags)).toEqual([['alpine:latest']]);
  const events = engine.system.events(new AbortController().signal)[Symbol.asyncIterator]();
  await events.next();
  const next = events.next();
  node.engine.run('web');
  expect((await next).value).toMatchObject({ kind: 'container', action: 'start', name: 'web' });
  expect((await engine.containers.list()).map((c) => c.name)).toEqual(['web']);
  expect(node.record).toMatchObject({ connects: 1, logins: 1, eventStreams: 1, mostStartups: 1, pastMaxStartups: 0 });
  expect(node.record.attempts.at(-1)).toEqual({ method: 'publickey', user: 'root', query: false, accepted: true });
  engine.close();
  ssh.close();
});

test('a client that frames no command, as docker -H ssh:// does, speaks to the Engine of a fake node', async () => {
  const node = await new FakeNode({ name: 'node0', accounts }).listen();
  nodes.push(node);
  // The node is put down while it is there.
  const client = new Client().on('error', () => {});
  client.connect({ host: node.host, port: node.port, username: 'root', privateKey: key.privateKey });
  await once(client, 'ready');
  const channel = await promisify<string, ClientChannel>(client.exec.bind(client))('docker system dial-stdio');
  channel.write('GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n');
  const [answer] = (await once(channel, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  client.end();
});

test('a farm in processes of its own tells where its nodes are and what they saw', async () => {
  const farm = await startFarm({ count: 5, processes: 2, accounts });
  try {
    expect(new Set(farm.nodes.map((node) => node.port)).size).toBe(5);
    const [first] = farm.nodes;
    if (!first) throw new Error('The farm is empty.');
    const ssh = await connectSsh(target(first), options);
    expect((await farm.records())[first.name]).toMatchObject({ logins: 1, open: 1 });
    await farm.cut();
    await ssh.closed;
    await farm.forget();
    expect((await farm.records())[first.name]).toMatchObject({ logins: 0, connects: 0 });
  } finally {
    await farm.stop();
  }
});

test('the eleventh unauthenticated connection may be dropped, the hundred-and-first always is', () => {
  const lucky = new SshdLimits(() => 0.999_999);
  const leaves = Array.from({ length: 100 }, () => lucky.admit('a'));
  expect(leaves.every((leave) => leave !== null)).toBe(true);
  expect(lucky.admit('a')).toBeNull();
  leaves[0]?.();
  expect(lucky.admit('a')).not.toBeNull();
  const unlucky = new SshdLimits(() => 0);
  expect(Array.from({ length: 12 }, () => unlucky.admit('a')).filter((leave) => leave === null)).toHaveLength(2);
  expect(unlucky.pastMaxStartups).toBe(2);
});

test('an address is banned when its penalties reach 15 s, not before, and not for longer than they are', () => {
  let now = 0;
  const limits = new SshdLimits(Math.random, () => now);
  limits.penalise('a', 'authfail');
  limits.penalise('a', 'authfail');
  expect(limits.isBanned('a')).toBe(false);
  limits.penalise('a', 'authfail');
  expect(limits.isBanned('a')).toBe(true);
  expect(limits.isBanned('b')).toBe(false);
  now = 14_999;
  expect(limits.admit('a')).toBeNull();
  now = 15_001;
  expect(limits.admit('a')).not.toBeNull();
  for (let i = 0; i < 1_000; i++) limits.penalise('a', 'noauth');
  now += 600_001;
  expect(limits.isBanned('a')).toBe(false);
});
