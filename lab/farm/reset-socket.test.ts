import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { resetSocket } from './reset-socket';

test('a connection is reset although its other side reads nothing of what is still to be written', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const silent = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  const [near] = (await once(server, 'connection')) as [Socket];
  near.write(Buffer.alloc(16 * 1024 * 1024));
  const error = once(silent, 'error');
  resetSocket(near);
  // Every connection of the server has ended.
  await new Promise((resolve) => server.close(resolve));
  silent.resume();
  expect((await error)[0]).toMatchObject({ code: 'ECONNRESET' });
});
