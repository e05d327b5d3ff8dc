import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { startFaultProxy, type FaultProxy } from '@/lab/farm/fault-proxy';
import type { AppError } from '@/lib/core/errors';
import type { NodeState } from '@/lib/shared/nodes';
import { createNodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { createHealthDouble } from '@/lib/testing/health-double';
import { until } from '@/lib/testing/test-lab';
import { longestSilenceMs } from './connect-node';
import { sealCredential } from './node-row';
import { updateNode } from '@/lib/features/nodes/nodes';

const key = makeKeyPair();
const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
const accounts = [{ user: 'root', publicKey: key.publicKey, password: 'secret' }];
const nodes: FakeNode[] = [];
const proxies: FaultProxy[] = [];
let panel: FleetPanel;

beforeAll(async () => {
  panel = await startFleetPanel();
}, 60_000);
afterAll(() => panel.stop());
const registered: string[] = [];
beforeEach(() => {
  registered.length = 0;
});
afterEach(async () => {
  for (const id of registered) await panel.forget(id);
  for (const proxy of proxies.splice(0)) await proxy.stop();
  for (const node of nodes.splice(0)) await node.down();
});

async function plant(name = 'node0'): Promise<FakeNode> {
  const node = await new FakeNode({ name, accounts }).listen();
  nodes.push(node);
  return node;
}

async function register(node: FakeNode, more: Parameters<FleetPanel['register']>[1] = {}, name = node.name): Promise<string> {
  const place = { name, host: node.host, port: node.port, hostKey: node.hostKey };
  const id = await panel.register(place, { loginUser: 'root', rootPassword: null, credential, ...more });
  registered.push(id);
  return id;
}

const becomes = (id: string, state: NodeState) => panel.becomes(id, state);

test('a node behind a pulled cable is lost, what was asked of it ends, and it heals by itself', async () => {
  const node = await plant();
  const proxy = await startFaultProxy(node);
  proxies.push(proxy);
  const impatient = await startFleetPanel({ keepaliveIntervalMs: 500 });
  try {
    const { fleet } = impatient.runtime;
    const id = await impatient.register(
      { name: node.name, host: node.host, port: proxy.port, hostKey: node.hostKey },
      { loginUser: 'root', credential },
    );
    await impatient.becomes(id, 'ready');
    const engine = await fleet.engine(id);
    proxy.faults = { hold: true };
    const asked = engine.containers.list().then(
      () => null,
      (error: AppError) => error.code,
    );
    await impatient.becomes(id, 'unreachable');
    expect(await asked).toBe('node_lost');
    proxy.faults = {};
    await impatient.becomes(id, 'ready');
  } finally {
    await impatient.stop();
  }
}, 60_000);

test('a silent node is lost within 15 seconds', () => {
  expect(longestSilenceMs).toBeLessThanOrEqual(15_000);
});

test('a live connection that exchanges keys anew goes on; with another host key it is cut, audited, and nothing more is offered', async () => {
  const node = await plant();
  const id = await register(node);
  await becomes(id, 'ready');
  const { fleet, db } = panel.runtime;
  node.rekey('itself');
  await until(
    'the keys to be exchanged',
    () => node.record.rekeyed,
    (times) => times === 1,
  );
  expect(await (await fleet.engine(id)).containers.list()).toEqual([]);
  expect(fleet.status(id).state).toBe('ready');
  const offered = node.record.attempts.length;
  // A new connection would meet the approved key again: it is not to be tried.
  node.rekey('another');
  await becomes(id, 'host_key_changed');
  await expect(fleet.ssh(id)).rejects.toThrow(expect.objectContaining({ code: 'host_key_changed' }));
  await until(
    'the audit',
    () => db.auditEntry.count({ where: { action: 'host-key.changed', target: `node:${id}` } }),
    (n) => n === 1,
  );
  const row = await db.node.findUniqueOrThrow({ where: { id } });
  expect(row.offeredHostKey).toMatch(/^ssh-ed25519 /);
  expect(row.offeredHostKey).not.toBe(row.hostKey);
  // Other nodes come and go meanwhile, far longer than the shortest pause before a retry.
  const other = await plant('other');
  const otherId = await register(other);
  for (let i = 0; i < 3; i++) {
    await becomes(otherId, 'ready');
    other.cut();
    await becomes(otherId, 'unreachable');
  }
  expect(node.record).toMatchObject({ connects: 1, logins: 1, open: 0, rekeyed: 1 });
  expect(node.record.attempts).toHaveLength(offered);
}, 60_000);

test('another host key on a connection beside the held one ends the held one too, until somebody approves it', async () => {
  const node = await plant();
  const id = await register(node);
  await becomes(id, 'ready');
  const { fleet, db } = panel.runtime;
  const held = await fleet.ssh(id);
  const offered = node.record.attempts.length;
  node.changeHostKey();
  await expect(fleet.openLogin(id)).rejects.toThrow(expect.objectContaining({ code: 'host_key_changed' }));
  await held.closed;
  expect(fleet.status(id)).toMatchObject({ state: 'host_key_changed', reason: { code: 'host_key_changed' } });
  expect(node.record.attempts).toHaveLength(offered);
  await db.node.update({ where: { id }, data: { hostKey: node.hostKey, updatedAt: new Date() } });
  await fleet.reconnect(id);
  await becomes(id, 'ready');
}, 60_000);

test('a node whose Engine answers without end is said to do so, at first and later, no other node feels it, and it heals', async () => {
  const node = await plant();
  const other = await plant('node1');
  const otherId = await register(other);
  const { fleet } = panel.runtime;
  const id = await register(node);
  await becomes(id, 'ready');
  node.engine.mood = 'endless';
  node.engine.run('web');
  await becomes(id, 'docker_down');
  const reason = { code: 'docker_answer_too_large', detail: '> 8 MiB' };
  expect(fleet.status(id).reason).toEqual(reason);
  expect(await fleet.reconnect(id)).toMatchObject({ state: 'docker_down', reason });
  expect(fleet.status(otherId).state).toBe('ready');
  node.engine.mood = 'well';
  await becomes(id, 'ready');
  expect(fleet.status(id).containers?.map((c) => c.name)).toEqual(['web']);
  expect(other.record.logins).toBe(1);
}, 60_000);

test('behind one address at most eight connects are in flight, however many nodes stand there', async () => {
  const node = await plant();
  node.weather = 'hangs-at-login';
  const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => register(node, {}, `same${i}`)));
  await until(
    'eight to knock',
    () => node.record.connects,
    (connects) => connects === 8,
  );
  expect(node.record).toMatchObject({ mostStartups: 8, pastMaxStartups: 0 });
  node.weather = 'fair';
  node.cut();
  await Promise.all(ids.map((id) => becomes(id, 'ready')));
  expect(node.record.mostStartups).toBeLessThanOrEqual(8);
  expect(node.record.pastMaxStartups).toBe(0);
}, 60_000);

test('a rejected key is tried once, and the panel is never banned for it, nor for a look at a host key', async () => {
  const node = await plant();
  node.weather = 'refuses-login';
  const id = await register(node);
  await becomes(id, 'auth_failed');
  expect(node.record.attempts.map((a) => a.method)).toEqual(['publickey']);
  const { host, port } = node;
  const unknown = await panel.register({ name: 'unknown', host, port }, { loginUser: 'root' });
  registered.push(unknown);
  await becomes(unknown, 'unverified');
  // Another node of the same panel comes and goes meanwhile, many times as long as the shortest pause before a retry.
  const other = await plant('other');
  const otherId = await register(other);
  for (let i = 0; i < 5; i++) {
    await becomes(otherId, 'ready');
    other.cut();
    await becomes(otherId, 'unreachable');
  }
  expect(node.record).toMatchObject({ connects: 2, logins: 0 });
  expect(node.record.attempts).toHaveLength(1);
  expect(node.limits.isBanned('127.0.0.1')).toBe(false);
  expect(node.record.penalised).toBe(0);
  // And it heals when somebody acts.
  node.weather = 'fair';
  await panel.runtime.fleet.reconnect(id);
  await becomes(id, 'ready');
}, 60_000);

test('a password that is changed while a connect with the old one is under way is tried once, and the node is not lost', async () => {
  const node = await plant();
  const proxy = await startFaultProxy(node);
  proxies.push(proxy);
  proxy.faults = { hold: true };
  const id = await register(node, { port: proxy.port, credential: { kind: 'password', password: 'old' } });
  await until(
    'the connect to be under way',
    () => node.record.connects,
    (connects) => connects > 0,
  );
  const { db, keyring } = panel.runtime;
  const credentialSealed = sealCredential(keyring, await panel.row(id), { kind: 'password', password: 'secret' });
  await db.node.update({ where: { id }, data: { credentialSealed } });
  proxy.faults = {};
  await becomes(id, 'ready');
  expect(node.record.passwords).toEqual(['old', 'secret']);
}, 60_000);

test('a node that is moved, or gets another user, without its credential is refused, and the trap there sees nothing', async () => {
  const node = await plant();
  const trap = await plant('trap');
  const password = { kind: 'password', password: 'secret' } as const;
  const id = await register(node, { credential: password, rootPassword: 'root-secret' });
  await becomes(id, 'ready');
  const ctx = { ...(await panel.admin()), health: createHealthDouble() };
  for (const change of [
    { host: '127.0.0.2' },
    { port: trap.port },
    { loginUser: 'other' },
    { host: trap.host, port: trap.port },
  ]) {
    const fieldErrors = [{ path: 'credential', message: 'credential_again' }];
    await expect(updateNode(ctx, { node: id, ...change }).catch((error) => error)).resolves.toMatchObject({
      code: 'invalid_input',
      fieldErrors,
    });
  }
  expect(node.record.passwords).toEqual(['secret']);
  // Past the door, in the database itself: the sealed credential does not open at another address.
  await panel.runtime.db.node.update({
    where: { id },
    data: { host: trap.host, port: trap.port, hostKey: trap.hostKey, updatedAt: new Date() },
  });
  await panel.runtime.fleet.reconnect(id);
  expect(panel.runtime.fleet.status(id)).toMatchObject({ state: 'auth_failed', reason: { code: 'credential_unreadable' } });
  expect(trap.record).toMatchObject({ attempts: [], passwords: [] });
  // And moved by the door with a new one: neither that nor what was stored before is offered to a key nobody has approved.
  await updateNode(ctx, { node: id, host: node.host, port: node.port, credential: password });
  await updateNode(ctx, { node: id, host: trap.host, port: trap.port, credential: { ...password, password: 'new-secret' } });
  await becomes(id, 'unverified');
  const row = await panel.row(id);
  expect(row).toMatchObject({ hostKey: null, rootPasswordSealed: null });
  expect(trap.record).toMatchObject({ attempts: [], passwords: [] });
}, 60_000);

test('what says anything but SSH at a node’s address is not repeated to whoever reads the node', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.internal secret-banner ESMTP\r\n'.repeat(3));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node = await plant();
  const id = await register(node, { port: (server.address() as AddressInfo).port });
  await becomes(id, 'unreachable');
  const error = await panel.runtime.fleet.ssh(id).catch((e: AppError) => ({ message: e.message, detail: e.detail }));
  const audit = await panel.runtime.db.auditEntry.findMany({ where: { target: `node:${id}` } });
  expect(JSON.stringify([panel.runtime.fleet.status(id), error, audit, await panel.row(id)])).not.toContain('banner');
  server.close();
}, 60_000);

test('a node outside the networks, or where the panel itself listens, is refused and never knocked at', async () => {
  const good = await plant('good');
  const own = await plant('own');
  const outside = await new FakeNode({ name: 'outside', accounts, host: '127.0.0.2' }).listen();
  nodes.push(outside);
  const networks = createNodeNetworks({ networks: ['127.0.0.1/32'], panel: { host: own.host, port: own.port } });
  const guarded = await startFleetPanel({ networks });
  try {
    const { fleet } = guarded.runtime;
    const add = (node: FakeNode) => guarded.register(node, { loginUser: 'root', credential });
    const refused = [await add(own), await add(outside)];
    const goodId = await add(good);
    // Others come and go meanwhile, far longer than the shortest pause before a retry.
    const goodIs = (state: NodeState) =>
      until(
        `the good one to be ${state}`,
        () => fleet.status(goodId).state,
        (now) => now === state,
      );
    for (let i = 0; i < 3; i++) {
      await goodIs('ready');
      good.cut();
      await goodIs('unreachable');
    }
    for (const id of refused)
      expect(fleet.status(id)).toMatchObject({ state: 'unreachable', reason: { code: 'address_refused' } });
    for (const node of [own, outside]) expect(node.record).toMatchObject({ connects: 0, attempts: [] });
  } finally {
    await guarded.stop();
  }
}, 60_000);
