import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { startFleetPanel, type FleetPanel } from '@/lib/testing/fleet-panel';

const key = makeKeyPair();
let node: FakeNode;
let panel: FleetPanel;
beforeEach(async () => {
  node = await new FakeNode({ name: 'node0', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  panel = await startFleetPanel();
});
afterEach(() => node.down());

test('a terminal that was closed just before the panel stops is hung up before its connection goes', async () => {
  const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
  const id = await panel.register(node, { loginUser: 'root', credential, rootPassword: null });
  await panel.becomes(id, 'ready');
  node.engine.run('box');
  const pty = await (await panel.runtime.fleet.engine(id)).exec.open('box', { argv: ['sleep', '600'], cols: 80, rows: 24 });
  pty.output.resume();
  pty.close();
  await panel.stop();
  expect(node.engine.executed.map((argv) => argv[0])).toEqual(['sleep', '/bin/sh']);
});
