import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { parseHello, type ServerHello, watchHello } from './server-hello';

/** A name-list (RFC 4251 5). */
const list = (...names: string[]): Buffer => {
  const text = Buffer.from(names.join(','));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
};

const body = Buffer.concat([
  Buffer.from([4, 20]),
  Buffer.alloc(16, 7),
  list('curve25519-sha256', 'diffie-hellman-group1-sha1'),
  list('ssh-ed25519', 'ssh-rsa'),
  list('c2s-cipher'),
  list('aes128-ctr', '3des-cbc'),
  list('c2s-mac'),
  list('hmac-sha2-256'),
  list('none'),
  list('none'),
  list(),
  list(),
  Buffer.alloc(9),
]);
const length = Buffer.alloc(4);
length.writeUInt32BE(body.length);
const packet = Buffer.concat([length, body]);
const offers = {
  kex: ['curve25519-sha256', 'diffie-hellman-group1-sha1'],
  hostKeys: ['ssh-ed25519', 'ssh-rsa'],
  ciphers: ['aes128-ctr', '3des-cbc'],
  macs: ['hmac-sha2-256'],
};

test('the version line and the offer are read, also after other lines', () => {
  const bytes = Buffer.concat([Buffer.from('Welcome\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'), packet]);
  expect(parseHello(bytes)).toEqual({ version: 'SSH-2.0-OpenSSH_9.2p1 Debian-2', offers });
});

test('half an answer is no answer, and nonsense lengths are no offer', () => {
  expect(parseHello(Buffer.from('SSH-2.0-Open'))).toBeNull();
  expect(parseHello(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))).toBeNull();
  expect(parseHello(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), packet.subarray(0, 60)]))?.offers).toBeNull();
  const lying = Buffer.from(packet);
  lying.writeUInt32BE(0xffffffff, 22);
  expect(parseHello(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), lying]))?.offers?.kex).toEqual([]);
});

test('watching takes nothing away from who reads later, and tells line and offer once each, however they are cut', async () => {
  const socket = new PassThrough();
  const told: ServerHello[] = [];
  watchHello(socket, (hello) => told.push(hello));
  const bytes = Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), packet, Buffer.from('more')]);
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  // ssh2 listens a turn later.
  await Promise.resolve();
  const read: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => read.push(chunk));
  socket.end();
  await new Promise((resolve) => socket.on('end', resolve));
  expect(Buffer.concat(read)).toEqual(bytes);
  expect(told).toEqual([
    { version: 'SSH-2.0-x', offers: null },
    { version: 'SSH-2.0-x', offers },
  ]);
});

test('a server that talks without end is not kept in memory', async () => {
  const socket = new PassThrough();
  watchHello(socket, () => {});
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  for (let i = 0; i < 40; i++) socket.write(Buffer.alloc(10_000, 'x'));
  socket.end();
  await new Promise((resolve) => socket.on('end', resolve));
  expect(bytes).toBe(400_000);
  expect(socket.listenerCount('data')).toBe(1);
});
