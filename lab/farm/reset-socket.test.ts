import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { FakeNode } from './fake-node';
import { resetSocket } from './reset-socket';

test.each([0, 16 * 1024 * 1024])(
  'a connection whose other side reads nothing is reset, with %i bytes still to be written',
  async (bytes) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const silent = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    const [near] = (await once(server, 'connection')) as [Socket];
    near.write(Buffer.alloc(bytes));
    const error = once(silent, 'error');
    resetSocket(near);
    // Every connection of the server has ended.
    await new Promise((resolve) => server.close(resolve));
    silent.resume();
    expect((await error)[0]).toMatchObject({ code: 'ECONNRESET' });
  },
);

test('a fake node is down although somebody it refused has not gone', async () => {
  const node = await new FakeNode({ name: 'node0', accounts: [], random: () => 0 }).listen();
  const come = async () => {
    const client = connect({ port: node.port, host: node.host, allowHalfOpen: true });
    client.on('error', () => {});
    const [said] = (await once(client, 'data')) as [Buffer];
    return { client, said: said.toString() };
  };
  // MaxStartups 10:30:100 (sshd_config(5)): from the eleventh on some are refused, here each.
  const here = await Promise.all(Array.from({ length: 10 }, come));
  const refused = await come();
  expect(refused.said).toContain('Exceeded MaxStartups');
  await node.down();
  for (const { client } of [...here, refused]) client.destroy();
});
