import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import type { Weather } from '@/lab/farm/weather';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from './connect';
import { makeKeyPair } from './private-key';
import type { RemoteCommand } from './remote';
import type { SshTarget } from './ssh-connection';

const options = { timeoutMs: 2_000, keepaliveIntervalMs: 5_000, keepaliveCountMax: 3, log: createLogger('silent') };
const key = makeKeyPair();
const accounts = [{ user: 'root', publicKey: key.publicKey, password: 'secret' }];
const nodes: FakeNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.down();
});

async function plant(weather: Weather = 'fair'): Promise<FakeNode> {
  const node = await new FakeNode({ name: 'node0', accounts, weather }).listen();
  nodes.push(node);
  return node;
}

const at = (node: FakeNode, more: Partial<SshTarget> = {}): SshTarget => ({
  ...{ host: node.host, port: node.port, user: 'root', hostKey: node.hostKey },
  auth: { kind: 'private_key', privateKey: key.privateKey },
  ...more,
});
const failing = (code: string) => expect.objectContaining({ code });

const credentials: Array<[string, SshTarget['auth']]> = [
  ['a key', { kind: 'private_key', privateKey: key.privateKey }],
  ['a password', { kind: 'password', password: 'secret' }],
];

test.each(credentials)(
  'before an unknown host key nothing of %s is offered, not even the question which methods there are',
  async (_, auth) => {
    const node = await plant();
    await expect(connectSsh(at(node, { auth, hostKey: null }), options)).rejects.toThrow(failing('host_key_unverified'));
    expect(node.record).toMatchObject({ connects: 1, attempts: [], passwords: [] });
  },
);

test.each(credentials)('before a changed host key nothing of %s is offered', async (_, auth) => {
  const node = await plant();
  const target = at(node, { auth });
  (await connectSsh(target, options)).close();
  node.changeHostKey();
  node.forget();
  await expect(connectSsh(target, options)).rejects.toThrow(failing('host_key_changed'));
  expect(node.record).toMatchObject({ connects: 1, attempts: [], passwords: [] });
});

test('a node that has no key of the approved type is refused before anything is offered', async () => {
  const node = await plant();
  const rsa = `ssh-rsa ${Buffer.from('\0\0\0\x07ssh-rsa').toString('base64')}`;
  await expect(connectSsh(at(node, { hostKey: rsa }), options)).rejects.toThrow(failing('ssh_algorithms'));
  expect(node.record.attempts).toEqual([]);
});

test.each([
  ['weak-host-key', /host key/],
  ['weak-rsa-size', /RSA host key of 1024 bits/],
  ['weak-exchange', /key exchange/],
  ['weak-cipher', /cipher/],
  ['weak-mac', /MAC/],
  ['weak-without-strict-exchange', /cipher/],
] as const)(
  'a node that speaks nothing better than %s is refused with the reason, before anything is offered',
  async (weather, reason) => {
    const node = await plant(weather);
    const offered: string[] = [];
    // Of the host key's type nothing is known yet: every type we speak is asked for.
    const connecting = connectSsh(at(node, { hostKey: null }), { ...options, onHostKey: (key) => offered.push(key) });
    await expect(connecting).rejects.toThrow(failing('ssh_algorithms'));
    await expect(connecting).rejects.toThrow(expect.objectContaining({ detail: expect.stringMatching(reason) }));
    expect(node.record.attempts).toEqual([]);
    expect(offered).toEqual([]);
  },
);

test('an agent, X11, a forwarded port and a forwarded socket are refused to a node that asks for them', async () => {
  const node = await plant('reaches-back');
  const ssh = await connectSsh(at(node), options);
  // In order on one connection: when this is answered, so are those.
  await ssh.ping();
  expect(node.record.reachedBack).toEqual({
    agent: 'refused',
    X11: 'refused',
    'forwarded port': 'refused',
    'forwarded socket': 'refused',
  });
  ssh.close();
});

test.each([
  ['10-mb-banner', 'not_ssh'],
  ['one-byte-a-second', 'node_unreachable'],
  ['hangs-at-connect', 'node_unreachable'],
  ['hangs-at-handshake', 'node_unreachable'],
  ['hangs-at-login', 'node_unreachable'],
  ['resets', 'node_refused'],
] as const)('a node that %s is given up at the deadline, with bounded memory, and left', async (weather, code) => {
  const node = await plant(weather);
  globalThis.gc?.();
  const before = process.memoryUsage();
  await expect(connectSsh(at(node), { ...options, timeoutMs: 700 })).rejects.toThrow(failing(code));
  const after = process.memoryUsage();
  expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(32 * 1024 * 1024);
  await expect.poll(() => node.record.open).toBe(0);
});

test('output without end stops at the limit, and a command without end at its deadline', async () => {
  const node = await plant('endless-output');
  const ssh = await connectSsh(at(node), options);
  const endless = ssh.run('yes' as RemoteCommand, { maxBytes: 1024 * 1024 });
  await expect(endless).rejects.toThrow(failing('node_deadline'));
  node.weather = 'hangs-at-command';
  const silent = ssh.run('sleep' as RemoteCommand, { timeoutMs: 200 });
  await expect(silent).rejects.toThrow(failing('node_deadline'));
  ssh.close();
});

/** Every file of the product that says `.connect(`, and what may stand there. */
test('nobody connects by SSH but lib/gateways/ssh/connect.ts, which always judges the host key', () => {
  const files = ['lib', 'app', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.test\.ts$|^testing\//.test(file))
      .map((file) => path.join(folder, file)),
  );
  const clients = files.filter((file) => /new (ssh2\.)?Client\(/.test(readFileSync(file, 'utf8')));
  expect(clients).toEqual(['lib/gateways/ssh/connect.ts']);
  const source = readFileSync('lib/gateways/ssh/connect.ts', 'utf8');
  expect(source.match(/client\.connect\(/g)).toHaveLength(1);
  expect(source).toMatch(/hostVerifier: verifierOf\(check\)/);
  // dockerode would open SSH connections of its own, which judge no host key.
  expect(files.filter((file) => /protocol: 'ssh'/.test(readFileSync(file, 'utf8')))).toEqual([]);
});
