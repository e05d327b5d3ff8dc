import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createNodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { dialRegistry, overTls } from './target';

const anywhere = createNodeNetworks({ networks: ['0.0.0.0/0', '::/0'], panel: { host: '192.0.2.1', port: 3000 } });
const byDefault = createNodeNetworks({ networks: null, panel: { host: '0.0.0.0', port: 3000 } });
let server: ReturnType<typeof createTcpServer> | null = null;
afterEach(() => server?.close());

test.each(['127.0.0.1', '169.254.169.254', 'localhost', '::1'])('%s is no address of a registry', async (host) => {
  await expect(dialRegistry(host, 5000, byDefault)).rejects.toMatchObject({ code: 'address_refused' });
});

test('what does not listen, and what is no name, is unreachable', async () => {
  for (const host of ['127.0.0.1', 'no-such-host.invalid'])
    await expect(dialRegistry(host, 1, anywhere)).rejects.toMatchObject({ code: 'registry_unreachable' });
});

test('what speaks no TLS is unreachable by https, and is left', async () => {
  const left = Promise.withResolvers<void>();
  server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    socket.once('close', () => left.resolve());
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  const connection = await dialRegistry('127.0.0.1', (listening.address() as AddressInfo).port, anywhere);
  await expect(overTls(connection, '127.0.0.1')).rejects.toMatchObject({ code: 'registry_unreachable' });
  await left.promise;
});
