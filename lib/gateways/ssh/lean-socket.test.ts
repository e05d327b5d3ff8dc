import { type AddressInfo, createServer, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from './connect';
import { holdLittle, joinWrites, keepKeyObjects } from './lean-socket';
import { makeKeyPair } from './private-key';
import ssh2 from 'ssh2';

/** What ssh2 holds of a key exchange. */
interface Exchanged {
  _kex: { _keys: unknown };
  _offer: { lists: { all: Buffer; kex: Names; serverHostKey: Names; cs: { cipher: Names } } };
}
interface Names {
  array: string[];
  buffer: Buffer;
}

test('what is written in one turn goes out as one, in order, and nothing waits for more', async () => {
  const chunks: string[] = [];
  const server = createServer((peer) => peer.on('data', (data) => chunks.push(String(data))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = new Socket();
  await new Promise<void>((resolve) => socket.connect((server.address() as AddressInfo).port, '127.0.0.1', resolve));
  const calls: number[] = [];
  const writev = socket._writev?.bind(socket);
  socket._writev = (parts, done) => {
    calls.push(parts.length);
    writev?.(parts, done);
  };
  joinWrites(socket);
  for (const letter of 'abc') socket.write(letter);
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('d');
  socket.end('e');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(chunks.join('')).toBe('abcde');
  expect(calls).toEqual([3, 2]);
  await new Promise((resolve) => server.close(resolve));
});

test('after each key exchange the ciphers hold key objects, its own keys are let go, and what is said stays whole', async () => {
  const key = makeKeyPair();
  const node = await new FakeNode({ name: 'node0', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  const client = new ssh2.Client();
  keepKeyObjects(client);
  holdLittle(client);
  const held = () => {
    const { _kex, _offer } = (client as unknown as { _protocol: Exchanged })._protocol;
    const { all, kex, serverHostKey, cs } = _offer.lists;
    const names = [kex, serverHostKey, cs.cipher];
    return {
      keys: _kex._keys,
      shared: names.every(({ buffer }) => buffer.buffer === all.buffer) && all.buffer.byteLength === all.length,
      whole: names.every(({ array, buffer }) => buffer.toString() === array.join(',')),
    };
  };
  const kinds = () => {
    const { _cipher, _decipher } = (client as unknown as { _protocol: Record<string, Record<string, object>> })._protocol;
    return [_cipher?._encKey, _decipher?._decipherKey].map((part) => part?.constructor.name);
  };
  await new Promise((resolve, reject) => {
    client.once('ready', () => resolve(null)).once('error', reject);
    client.connect({
      host: node.host,
      port: node.port,
      username: 'root',
      privateKey: key.privateKey,
      hostVerifier: () => true,
      algorithms: { cipher: ['aes128-gcm@openssh.com'] },
    });
  });
  expect(kinds()).toEqual(['SecretKeyObject', 'SecretKeyObject']);
  expect(held()).toEqual({ keys: null, shared: true, whole: true });
  const renewed = new Promise((resolve) => client.once('handshake', resolve));
  (client as unknown as { _protocol: { rekey(): void } })._protocol.rekey();
  await renewed;
  expect(kinds()).toEqual(['SecretKeyObject', 'SecretKeyObject']);
  expect(held()).toEqual({ keys: null, shared: true, whole: true });
  client.end();
  const ssh = await connectSsh(
    {
      ...{ host: node.host, port: node.port, user: 'root', hostKey: node.hostKey },
      auth: { kind: 'private_key', privateKey: key.privateKey },
    },
    { timeoutMs: 10_000, keepaliveIntervalMs: 5_000, keepaliveCountMax: 3, log: createLogger('silent') },
  );
  expect((await ssh.run('id -u' as never)).stdout.toString()).toBe('0\n');
  ssh.close();
  await node.down();
});
