import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { startTestFleet, type TestFleet } from '@/lib/testing/test-fleet';

const key = makeKeyPair();
let node: FakeNode;
let house: TestFleet;
beforeEach(async () => {
  node = await new FakeNode({ name: 'node0', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  house = await startTestFleet();
});
afterEach(() => node.down());

test('a terminal that was closed just before the panel stops is hung up before its connection goes', async () => {
  const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
  const { host, port, hostKey } = node;
  const id = await house.register({ name: 'node0', host, port, loginUser: 'root', credential, hostKey });
  await house.becomes(id, 'ready');
  node.engine.run('box');
  const pty = await (await house.fleet.engine(id)).exec.open('box', { argv: ['sleep', '600'], cols: 80, rows: 24 });
  pty.output.resume();
  pty.close();
  await house.stop();
  expect(node.engine.executed.map((argv) => argv[0])).toEqual(['sleep', '/bin/sh']);
});
