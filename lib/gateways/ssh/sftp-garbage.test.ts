import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from './connect';
import { makeKeyPair } from './private-key';

let server: ssh2.Server | null = null;
afterEach(() => {
  server?.close();
  server = null;
});

/** A node whose login shell prints in place of an SFTP server. @param says what the channel of the subsystem does */
async function connectTo(says: (channel: ssh2.ServerChannel) => void) {
  const key = makeKeyPair();
  const closed: string[] = [];
  server = new ssh2.Server({ hostKeys: [key.privateKey] }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (auth) => (auth.method === 'password' ? auth.accept() : auth.reject(['password'])));
    connection.on('request', (_accept, reject) => reject?.());
    connection.on('session', (accept) => {
      const session = accept();
      session.on('subsystem', (take) => {
        const channel = take();
        channel.on('error', () => {});
        channel.on('close', () => closed.push('sftp'));
        channel.resume();
        says(channel);
      });
      session.on('exec', (take) => {
        const channel = take();
        channel.exit(1);
        channel.end(text);
      });
    });
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  const ssh = await connectSsh(
    {
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      user: 'u',
      auth: { kind: 'password', password: 'p' },
      hostKey: key.publicKey,
    },
    { timeoutMs: 10_000, keepaliveIntervalMs: 10_000, keepaliveCountMax: 3, log: createLogger('silent') },
  );
  return { ssh, closed };
}

const text = 'This account is currently not available.\n';

test.each<[string, (channel: ssh2.ServerChannel) => void]>([
  [
    'its exit status first',
    (channel) => {
      channel.exit(1);
      channel.end(text);
    },
  ],
  [
    'its text first',
    (channel) => {
      channel.write(text.slice(0, 16));
      channel.exit(1);
      channel.end(text.slice(16));
    },
  ],
])('a shell that prints in place of SFTP, %s, costs no more than its channel', async (_name, says) => {
  const { ssh, closed } = await connectTo(says);
  await expect(ssh.readFile('/etc/hostname')).rejects.toThrow(expect.objectContaining({ code: 'shell_in_the_way' }));
  expect(await ssh.ping()).toBeGreaterThan(0);
  await expect.poll(() => closed).toEqual(['sftp']);
  ssh.close();
});
