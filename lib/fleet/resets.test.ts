import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { startFaultProxy } from '@/lab/farm/fault-proxy';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type CutNode, cutConnect, cutEvents, cutPull, cutTerminal, pull } from '@/lib/testing/cut-work';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { until } from '@/lib/testing/test-lab';

/** Nodes that suffer side by side, and how often each kind of work is reset on one of them. */
const pairs = 6;
const rounds = 4;
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

/** Where a reset comes, as a share of what the work sends. */
const share = fc.integer({ min: 1, max: 1_000 }).map((thousandths) => thousandths / 1_000);

/** A node behind a proxy, and one beside it that nothing happens to. */
async function setUpPair(pair: number) {
  const fake = await plant(`cut${pair}`);
  const beside = await plant(`beside${pair}`);
  await register(beside, beside.port);
  const proxy = await startFaultProxy(fake);
  ends.push(() => proxy.stop());
  const id = await register(fake, proxy.port);
  const connectBytes = proxy.bytes;
  const node: CutNode = { ctx: await panel.admin(), id, proxy, image: 'alpine' };
  return { fake, beside, node, connectBytes, pullBytes: await pull(node), pulls: { cut: 0, done: 0 } };
}
type Pair = Awaited<ReturnType<typeof setUpPair>>;

async function resetPull({ fake, node, pulls }: Pair, bytes: number): Promise<void> {
  const pulled = fake.record.pulled;
  const isCut = await cutPull(node, bytes);
  // Of one that is cut before it has said so the node may have come to the end.
  expect(fake.record.pulled - pulled).toBeGreaterThanOrEqual(1);
  pulls[isCut ? 'cut' : 'done']++;
  await pull(node);
}

async function resetEvents({ fake, node }: Pair, bytes: number): Promise<void> {
  fake.engine.containers = [];
  await cutEvents(node, bytes, () => fake.engine.run(`c${fake.engine.containers.length}`));
  const names = () => panel.runtime.fleet.status(node.id).containers?.map((c) => c.name);
  // Whatever was heard or missed: back again, the list is the node's.
  await until('the list to be true', names, (now) => now?.length === fake.engine.containers.length);
}

/** One node, reset again and again at each kind of work: the smallest bytes that break it are named. */
async function suffer(pair: Pair): Promise<void> {
  const { fake, node, connectBytes, pullBytes } = pair;
  const bytesOf = (most: number, at: number) => Math.max(1, Math.round(most * at));
  await fc.assert(
    fc.asyncProperty(share, share, share, share, async (connecting, typing, listening, pulling) => {
      await cutConnect(node, bytesOf(connectBytes, connecting));
      await cutTerminal(node, bytesOf(4_000, typing));
      await resetEvents(pair, bytesOf(6_000, listening));
      await resetPull(pair, bytesOf(pullBytes, pulling));
      expect(fake.record.attempts.filter((a) => !a.accepted)).toEqual([]);
    }),
    { numRuns: rounds, interruptAfterTimeLimit: 120_000 },
  );
}

test('whatever byte a connection is reset at, the node says so and heals, and no other node feels it', async () => {
  const all = await Promise.all(Array.from({ length: pairs }, (_, pair) => setUpPair(pair)));
  await Promise.all(all.map(suffer));
  // Most cuts of a pull did cut it; a few come after its last word.
  const pulls = all.map((pair) => pair.pulls);
  expect(pulls.reduce((sum, { cut }) => sum + cut, 0)).toBeGreaterThan((pairs * rounds) / 3);
  for (const { beside } of all) expect(beside.record).toMatchObject({ connects: 1, logins: 1, open: 1 });
});
