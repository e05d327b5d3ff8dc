import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { runSteps } from './run-steps';
import type { Step } from './step';
import { createStepNode } from './step-node';

const key = makeKeyPair();
const many = 24;
let panel: FleetPanel;
let node: FakeNode;

beforeAll(async () => {
  panel = await startFleetPanel();
  node = await new FakeNode({ name: 'node', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
}, 60_000);
afterAll(async () => {
  await panel.stop();
  await node.down();
});

/** A door before the node at which each connect waits until it is let in: who may knock at once is seen, however fast a login is. */
async function openDoor() {
  const waiting: Array<() => void> = [];
  let letIn = 0;
  let most = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    waiting.push(() => {
      letIn++;
      const inside = connect(node.port, node.host).on('error', () => {});
      socket.pipe(inside).pipe(socket);
    });
    most = Math.max(most, waiting.length + letIn - node.record.logins);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, waiting, most: () => most, close: () => server.close() };
}

test('steps of many nodes behind one address never have more than eight connects in flight there, the held ones counted in', async () => {
  const door = await openDoor();
  const given = {
    loginUser: 'root',
    rootPassword: null,
    credential: { kind: 'private_key', privateKey: key.privateKey },
  } as const;
  const register = (name: string) => panel.register({ name, host: '127.0.0.1', port: door.port, hostKey: node.hostKey }, given);
  const names = Array.from({ length: many }, (_, n) => `node${n}`);
  const ids = await Promise.all(names.map(register));
  const connects: Step = {
    id: 'command.run',
    async check(at) {
      (await at.login()).close();
      return { ok: true, detail: '' };
    },
    plan: async () => [],
    apply: async () => '',
  };
  const ctx = await panel.admin();
  const { signal } = new AbortController();
  const nodes = ids.map((id, n) => createStepNode(ctx, { id, name: `node${n}`, loginUser: 'root' }, signal));
  const work = Promise.all(nodes.map((at) => runSteps([connects], at, { dryRun: false, report() {} })));
  await expect.poll(() => door.waiting.length).toBeGreaterThanOrEqual(8);
  for (let letIn = 1; letIn <= 2 * many; letIn++) {
    await expect.poll(() => door.waiting.length).toBeGreaterThan(0);
    door.waiting.shift()?.();
    await expect.poll(() => node.record.logins).toBe(letIn);
  }
  await work;
  door.close();
  expect(door.most()).toBe(8);
}, 60_000);
