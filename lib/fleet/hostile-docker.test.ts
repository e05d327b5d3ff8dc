import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { startContainer, stopContainer } from '@/lib/features/containers/control-container';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { until } from '@/lib/testing/test-lab';

const key = makeKeyPair();
const planted: Array<{ node: FakeNode; id: string }> = [];
let panel: FleetPanel;

beforeAll(async () => {
  panel = await startFleetPanel();
}, 60_000);
afterAll(() => panel.stop());
afterEach(async () => {
  for (const { node, id } of planted.splice(0)) {
    await panel.forget(id);
    await node.down();
  }
});

async function plant(name: string, prepare: (node: FakeNode) => void = () => {}) {
  const node = await new FakeNode({ name, accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  prepare(node);
  const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
  const place = { name, host: node.host, port: node.port, hostKey: node.hostKey };
  const id = await panel.register(place, { loginUser: 'root', rootPassword: null, credential });
  planted.push({ node, id });
  return { node, id };
}

const status = (id: string) => panel.runtime.fleet.status(id);
const becomes = (id: string, state: string) =>
  until(
    `the node to be ${state}`,
    () => status(id).state,
    (now) => now === state,
  );

test.each([
  ['/version', { Version: 5, ApiVersion: '1.45' }],
  ['/version', { Version: {}, ApiVersion: {} }],
  ['/info', { NCPU: 1.5 }],
  ['/info', { NCPU: 1e300 }],
  ['/containers/json', { message: 'no list' }],
  ['/containers/json', [5]],
  ['/images/json', 'no list'],
])(
  'a node whose Docker answers %s with %j is said to do so, in our words, and has no facts that are none',
  async (path, answer) => {
    const { id } = await plant('node0', (node) => node.engine.wrong.set(path, answer));
    await becomes(id, 'docker_down');
    const { reason, docker } = status(id);
    expect(reason).toMatchObject({ code: 'docker_answer_malformed' });
    expect(reason?.detail).toMatch(/^GET \//);
    expect(docker).toBeNull();
  },
  60_000,
);

test('seven megabytes of a version are a hundred characters of it', async () => {
  const { id } = await plant('node0', (node) => {
    node.engine.wrong.set('/version', { Version: 'x'.repeat(7_000_000), ApiVersion: '1.45' });
  });
  await becomes(id, 'ready');
  expect(status(id).docker?.version).toHaveLength(100);
}, 60_000);

test('one start and one stop cost at most three requests of the Engine each, the lists that follow included', async () => {
  const { node, id } = await plant('node0', (made) => made.engine.run('web'));
  await becomes(id, 'ready');
  const ctx = await panel.admin();
  const clicks = [
    { click: () => stopContainer(ctx, { node: id, container: 'web' }), state: 'exited' },
    { click: () => startContainer(ctx, { node: id, container: 'web' }), state: 'running' },
  ];
  for (const { click, state } of clicks) {
    const before = node.engine.asked.length;
    expect(await click()).toMatchObject({ name: 'web', state });
    // Whatever an event would still make the panel ask comes before the answer to this.
    await (await panel.runtime.fleet.engine(id)).system.ping();
    const asked = node.engine.asked.slice(before).filter((line) => !line.includes('_ping'));
    expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(3);
  }
  expect(node.engine.asked.every((line) => !line.includes('/v') || line.includes('/v1.45/'))).toBe(true);
}, 60_000);

test('an Engine that stops answering does not stay ready, and heals', async () => {
  const { node, id } = await plant('node0');
  await becomes(id, 'ready');
  node.engine.mood = 'hangs';
  const asked = (await panel.runtime.fleet.engine(id)).containers.list();
  await expect(asked).rejects.toThrow(expect.objectContaining({ code: 'node_deadline' }));
  await becomes(id, 'docker_down');
  node.engine.mood = 'well';
  await becomes(id, 'ready');
}, 90_000);
