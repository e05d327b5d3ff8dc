import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from './connect';
import { makeKeyPair } from './private-key';

/** What ssh2's server keeps of its protocol (lib/Protocol.js, sendPacket). */
interface Inside {
  _protocol: {
    _packetRW: { write: { allocStart: number; alloc(bytes: number): Buffer; finalize(packet: Buffer): Buffer } };
    _cipher: { encrypt(packet: Buffer): void };
  };
}

const SSH_MSG_IGNORE = 2;
/** Seen from sshd after 3 MB were pasted into `stty -echo; cat`. */
const seenBytes = 120_329;
let server: ssh2.Server | null = null;
afterEach(() => {
  server?.close();
  server = null;
});

function ignore(connection: ssh2.Connection, bytes: number): void {
  const { _packetRW, _cipher } = (connection as unknown as Inside)._protocol;
  const { write } = _packetRW;
  const start = write.allocStart;
  const packet = write.alloc(1 + 4 + bytes);
  packet[start] = SSH_MSG_IGNORE;
  packet.writeUInt32BE(bytes, start + 1);
  _cipher.encrypt(write.finalize(packet));
}

async function connectTo(bytes: number) {
  const key = makeKeyPair();
  server = new ssh2.Server({ hostKeys: [key.privateKey] }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (auth) => (auth.method === 'password' ? auth.accept() : auth.reject(['password'])));
    connection.on('ready', () => ignore(connection, bytes));
    connection.on('request', (_accept, reject) => reject?.());
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  return connectSsh(
    {
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      user: 'u',
      auth: { kind: 'password', password: 'p' },
      hostKey: key.publicKey,
    },
    { timeoutMs: 10_000, keepaliveIntervalMs: 10_000, keepaliveCountMax: 3, log: createLogger('silent') },
  );
}

test('a packet as long as sshd sends them is read, and the connection goes on', async () => {
  const ssh = await connectTo(seenBytes);
  expect(await ssh.ping()).toBeGreaterThan(0);
  ssh.close();
});

test('one beyond the limit of OpenSSH ends the connection', async () => {
  const ssh = await connectTo(300 * 1024);
  expect(await ssh.closed).toBeInstanceOf(Error);
});
