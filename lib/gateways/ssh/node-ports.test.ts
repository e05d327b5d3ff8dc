import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
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

/** sshd that grants a forward on this address and port, and can connect to it as a program of the node would. */
async function sshd({ grants = true } = {}) {
  const key = makeKeyPair();
  const asked: string[] = [];
  let client: ssh2.Connection | null = null;
  server = new ssh2.Server({ hostKeys: [key.privateKey] }, (connection) => {
    client = connection;
    connection.on('error', () => {});
    connection.on('authentication', (auth) => (auth.method === 'password' ? auth.accept() : auth.reject(['password'])));
    connection.on('request', (accept, reject, name, info) => {
      if (!/tcpip-forward$/.test(name)) return reject?.();
      const { bindAddr, bindPort } = info as { bindAddr: string; bindPort: number };
      asked.push(`${name} ${bindAddr}:${bindPort}`);
      if (grants) accept?.();
      else reject?.();
    });
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  const ssh = await connectSsh(
    {
      ...{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'u', hostKey: key.publicKey },
      auth: { kind: 'password', password: 'p' },
    },
    { timeoutMs: 10_000, keepaliveIntervalMs: 10_000, keepaliveCountMax: 3, log: createLogger('silent') },
  );
  const dial = (port: number, { to = '127.0.0.1', from = '127.0.0.1' } = {}): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      client?.forwardOut(to, port, from, 40_000, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  return { ssh, asked, dial };
}

test('what connects to the port of the loopback arrives, in both directions and with its end', async () => {
  const { ssh, asked, dial } = await sshd();
  const arrived: string[] = [];
  await ssh.listenOn(5000, {
    maxChannels: 2,
    onChannel: (channel) =>
      void channel.once('data', (said: Buffer) => {
        arrived.push(said.toString());
        channel.end('answer');
      }),
  });
  expect(asked).toEqual(['tcpip-forward 127.0.0.1:5000']);
  const channel = await dial(5000);
  channel.write('question');
  expect(await text(channel)).toBe('answer');
  expect(arrived).toEqual(['question']);
  ssh.close();
});

test.each([
  ['a port nobody asked for', 5001, {}],
  ['another address of the node', 5000, { to: '0.0.0.0' }],
  ['somebody who is not on the node', 5000, { from: '10.0.0.9' }],
  ['an originator that is no address', 5000, { from: 'localhost' }],
] as const)('%s is refused', async (_, port, how) => {
  const { ssh, dial } = await sshd();
  let taken = 0;
  await ssh.listenOn(5000, { maxChannels: 2, onChannel: () => taken++ });
  await expect(dial(port, how)).rejects.toThrow();
  expect(taken).toBe(0);
  ssh.close();
});

test('one channel more than there may be is refused until another has ended', async () => {
  const { ssh, dial } = await sshd();
  await ssh.listenOn(5000, {
    maxChannels: 2,
    onChannel: (channel) => {
      channel.resume();
      channel.once('end', () => channel.end());
    },
  });
  const [first] = [await dial(5000), await dial(5000)];
  await expect(dial(5000)).rejects.toThrow();
  first.end();
  await new Promise((resolve) => first.resume().once('close', resolve));
  await dial(5000);
  ssh.close();
});

test('the node is held up by a reader that does not read', async () => {
  const { ssh, dial } = await sshd();
  const held: Duplex[] = [];
  await ssh.listenOn(5000, { maxChannels: 1, onChannel: (channel) => held.push(channel) });
  const channel = await dial(5000);
  // More than ssh2's server keeps before it asks its writer to wait.
  expect(channel.write(Buffer.alloc(4 * 1024 * 1024))).toBe(false);
  // The ping is behind whatever the window let through.
  await ssh.ping();
  expect(held[0]?.readableLength).toBeLessThanOrEqual(192 * 1024);
  const all = new Promise<void>((resolve) => channel.once('drain', resolve));
  held[0]?.resume();
  await all;
  ssh.close();
});

test('a refused port is told, and a closed one leads nowhere', async () => {
  const refusing = await sshd({ grants: false });
  const options = { maxChannels: 1, onChannel: () => {} };
  await expect(refusing.ssh.listenOn(5000, options)).rejects.toThrow(expect.objectContaining({ code: 'ssh_channel_refused' }));
  refusing.ssh.close();
  server?.close();
  const { ssh, asked, dial } = await sshd();
  const port = await ssh.listenOn(5000, options);
  port.close();
  port.close();
  await expect(dial(5000)).rejects.toThrow();
  expect(asked).toEqual(['tcpip-forward 127.0.0.1:5000', 'cancel-tcpip-forward 127.0.0.1:5000']);
  ssh.close();
});

test('a connection that retires gives its ports back at once, and ends with its last channel', async () => {
  const { ssh, asked, dial } = await sshd();
  await ssh.listenOn(5000, {
    maxChannels: 1,
    onChannel: (channel) => {
      channel.resume();
      channel.once('end', () => channel.end());
    },
  });
  const channel = await dial(5000);
  ssh.retire();
  await ssh.ping();
  expect(asked.at(-1)).toBe('cancel-tcpip-forward 127.0.0.1:5000');
  channel.end();
  channel.resume();
  await ssh.closed;
});
