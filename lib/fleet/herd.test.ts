import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Farm, type FarmNode, startFarm } from '@/lab/farm/farm';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { seeded } from '@/lib/testing/seeded';
import { until } from '@/lib/testing/test-lab';

/** Nodes with an address of their own, and addresses behind which ten nodes stand. */
const alone = 100;
const shared = 2;
const behindShared = 10;
const nodes = alone + shared * behindShared;
/** The gate's caps (connect-gate.ts), in connects under way: for one address and in all. */
const perAddress = 8;
const inAll = 64;

const key = makeKeyPair();
const jitter = seeded(20_261_125);
/** How long every node's pause was drawn, as a share of its ceiling. */
let draws: number[] = [];
let draw = () => jitter();
let farm: Farm;
let panel: FleetPanel;
const ids: string[] = [];

beforeAll(async () => {
  // One process, so that connects are counted over all nodes at once.
  farm = await startFarm({ count: alone + shared, accounts: [{ user: 'root', publicKey: key.publicKey }] });
  const random = () => {
    const share = draw();
    draws.push(share);
    return share;
  };
  panel = await startFleetPanel({ random });
}, 120_000);
afterAll(async () => {
  await panel.stop();
  await farm.stop();
});

async function register(node: FarmNode, name: string): Promise<void> {
  const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
  ids.push(await panel.register({ ...node, name }, { loginUser: 'root', rootPassword: null, credential }));
}

const readyNow = () => ids.filter((id) => panel.runtime.fleet.status(id).state === 'ready').length;
const allReady = () => until(`all ${nodes} nodes to be ready`, readyNow, (count) => count === nodes, 90_000);

/** What the farm saw since it last forgot: everybody is there once, nobody was refused, no cap was passed. */
async function isOrderly(): Promise<void> {
  const records = await farm.records();
  let logins = 0;
  for (const [i, { name }] of farm.nodes.entries()) {
    const here = i < shared ? behindShared : 1;
    expect(records[name]).toMatchObject({ open: here, pastMaxStartups: 0, penalised: 0 });
    expect(records[name]?.mostStartups).toBeLessThanOrEqual(perAddress);
    logins += records[name]?.logins ?? 0;
  }
  // One login for each. Where both cores are busy a call to the Engine may miss its deadline, and that node is connected anew.
  expect(logins).toBeGreaterThanOrEqual(nodes);
  expect(logins).toBeLessThan(nodes * 1.5);
  const most = await farm.mostStartups();
  // The nodes count: that a connect was given up they hear a moment after the panel, which by then has begun the next.
  expect(most).toBeLessThanOrEqual(inAll * 1.1);
  // Many were under way at once, so there was something to hold back.
  expect(most).toBeGreaterThan(perAddress);
}

test(`${nodes} nodes come up, drop at once and come back: none is refused, and no more connects are under way than may be`, async () => {
  for (let s = 0; s < shared; s++)
    for (let i = 0; i < behindShared; i++) await register(farm.nodes[s] as FarmNode, `shared${s}-${i}`);
  for (let i = 0; i < alone; i++) await register(farm.nodes[shared + i] as FarmNode, `alone${i}`);
  await allReady();

  // Each node draws a pause of its own.
  await dropAll();
  expect(draws.length).toBeGreaterThanOrEqual(nodes);
  expect(new Set(draws).size).toBe(draws.length);
  await isOrderly();

  // Without any luck: all of them knock at the same moment, and the gate alone holds them apart.
  draw = () => 0;
  await dropAll();
  await isOrderly();
}, 300_000);

async function dropAll(): Promise<void> {
  await farm.forget();
  draws = [];
  await farm.cut();
  await until('all to be lost', readyNow, (count) => count < nodes);
  await until(
    'every node to have been lost',
    () => draws.length,
    (count) => count >= nodes,
  );
  await allReady();
}
