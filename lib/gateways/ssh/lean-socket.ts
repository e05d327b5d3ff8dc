import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Client, Connection } from 'ssh2';

/**
 * Sends what ssh2 writes within one turn of the event loop with one system call. ssh2 writes a packet in three pieces (length, body, tag)
 * and several packets in a row; each would be a call of its own, and with no delay a TCP segment too.
 */
export function joinWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean;
  let joined = false;
  const flush = () => {
    joined = false;
    socket.uncork();
  };
  socket.write = ((...parts: unknown[]) => {
    if (!joined) {
      joined = true;
      socket.cork();
      process.nextTick(flush);
    }
    return write(...parts);
  }) as Socket['write'];
}

/** Where ssh2 1.17 keeps the keys of the two directions (lib/protocol/crypto.js). */
const keyFields = ['_encKey', '_decipherKey', '_macKey'] as const;
type Keys = Partial<Record<(typeof keyFields)[number], Buffer | KeyObject>>;

/**
 * Gives ssh2's ciphers their keys as KeyObjects. It makes a new cipher for each AES-GCM packet, and Node 24 spends some 20 µs on finding out
 * that raw bytes are no key object: five times what the encryption itself costs. After each key exchange there are new keys. Should ssh2
 * keep them elsewhere one day, nothing is found and everything works as before.
 */
export function keepKeyObjects(client: Client | Connection): void {
  client.on('handshake', () => {
    const { _cipher, _decipher } = (client as unknown as { _protocol?: { _cipher?: Keys; _decipher?: Keys } })._protocol ?? {};
    for (const half of [_cipher, _decipher]) {
      for (const field of keyFields) {
        const key = half?.[field];
        if (half && Buffer.isBuffer(key)) half[field] = createSecretKey(key);
      }
    }
  });
}
