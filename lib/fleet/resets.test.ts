import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { startFaultProxy } from '@/lab/farm/fault-proxy';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type CutNode, cutConnect, cutEvents, cutPull, cutTerminal, pull } from '@/lib/testing/cut-work';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { seeded } from '@/lib/testing/seeded';
import { until } from '@/lib/testing/test-lab';

const seed = 20_261_125;
const lanes = 8;
const seedsPerLane = 25;
const key = makeKeyPair();
const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
const ends: Array<() => Promise<void>> = [];
let panel: FleetPanel;

beforeAll(async () => {
  panel = await startFleetPanel();
}, 60_000);
afterAll(async () => {
  await panel.stop();
  for (const end of ends) await end();
});

async function plant(name: string): Promise<FakeNode> {
  const node = await new FakeNode({ name, accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  ends.push(() => node.down());
  return node;
}

async function register(node: FakeNode, port: number): Promise<string> {
  const place = { name: node.name, host: node.host, port, hostKey: node.hostKey };
  const id = await panel.register(place, { loginUser: 'root', rootPassword: null, credential });
  await until(
    'the node to be ready',
    () => panel.runtime.fleet.status(id).state,
    (state) => state === 'ready',
  );
  return id;
}

/** One node, reset again and again: at each kind of work in turn, at a byte nobody chose. */
async function suffer(lane: number): Promise<{ counts: Record<string, number>; others: FakeNode }> {
  const random = seeded(seed + lane);
  const upTo = (bytes: number) => 1 + Math.floor(random() * bytes);
  const fake = await plant(`cut${lane}`);
  const beside = await plant(`beside${lane}`);
  await register(beside, beside.port);
  const proxy = await startFaultProxy(fake);
  ends.push(() => proxy.stop());
  const id = await register(fake, proxy.port);
  const whole = proxy.bytes;
  const node: CutNode = { ctx: await panel.admin(), id, proxy, image: 'alpine' };
  const pullBytes = await pull(node);
  const counts: Record<string, number> = { connect: 0, terminal: 0, events: 0, pull: 0, cutPulls: 0 };
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (let turn = 0; turn < seedsPerLane; turn++) {
    const what = ['connect', 'terminal', 'events', 'pull'][turn % 4] as string;
    count(what);
    if (what === 'connect') await cutConnect(node, upTo(whole));
    if (what === 'terminal') await cutTerminal(node, upTo(4_000));
    if (what === 'pull') {
      const pulled = fake.record.pulled;
      const bytes = upTo(pullBytes);
      const { state, errorCode } = await cutPull(node, bytes);
      // Cut after the Engine's last word it is done, else it is not.
      if (state === 'done') expect(fake.record.pulled, `a pull cut after ${bytes} bytes`).toBe(pulled + 1);
      else expect({ state, errorCode }, `a pull cut after ${bytes} bytes`).toEqual({ state: 'failed', errorCode: 'node_lost' });
      if (state === 'failed') count('cutPulls');
      await pull(node);
    }
    if (what === 'events') {
      fake.engine.containers = [];
      await cutEvents(node, upTo(6_000), () => fake.engine.run(`c${turn}-${fake.engine.containers.length}`));
      const names = () => panel.runtime.fleet.status(id).containers?.map((c) => c.name);
      // Whatever was heard or missed: back again, the list is the node's.
      await until('the list to be true', names, (now) => now?.length === fake.engine.containers.length);
    }
    expect(fake.record.attempts.filter((a) => !a.accepted)).toEqual([]);
  }
  return { counts, others: beside };
}

test(`whatever byte a node's connection is reset at, in ${lanes * seedsPerLane} seeds, it says so, heals, and no other node feels it`, async () => {
  const suffered = await Promise.all(Array.from({ length: lanes }, (_, lane) => suffer(lane)));
  const sum = (what: string) => suffered.reduce((all, { counts }) => all + (counts[what] ?? 0), 0);
  expect(sum('connect') + sum('terminal') + sum('events') + sum('pull')).toBe(lanes * seedsPerLane);
  // Most cuts of a pull did cut it; a few come after its last word.
  expect(sum('cutPulls')).toBeGreaterThan(sum('pull') / 2);
  for (const { others } of suffered) expect(others.record).toMatchObject({ connects: 1, logins: 1, open: 1 });
}, 180_000);
