import { createSecretKey, type KeyObject } from 'node:crypto';
import { Socket } from 'node:net';
import type { Client, Connection, NegotiatedAlgorithms } from 'ssh2';
import { ownBytes, ownFields } from '@/lib/core/bytes/own';
import { release } from '@/lib/core/bytes/release';

/** Several of the largest packets that sshd sends of a channel, 32 KiB each. */
const readBytes = 256 * 1024;
/** All sockets read into it: what one has read is used up before the next one reads (`onread` of net.Socket, Node's documentation). */
const readBuffer = Buffer.allocUnsafeSlow(readBytes);
/** A tag, or a key stroke: not worth more than its copy. */
const smallBytes = 4 * 1024;

/**
 * A socket that reads into memory that is used again, where Node takes 64 KiB for each read, which are garbage a moment later. Until
 * {@link readsInPlace} says that what it gives to its listeners is used up at once, they get copies.
 */
export function createLeanSocket(): Socket {
  const socket: Socket = new Socket({
    onread: {
      buffer: readBuffer,
      callback(bytes) {
        const read = readBuffer.subarray(0, bytes);
        const isUsedUp = bytes > smallBytes && (socket as { [inPlace]?: boolean })[inPlace] === true;
        socket.emit('data', isUsedUp ? read : Buffer.from(read));
        return true;
      },
    },
  });
  return socket;
}

const inPlace = Symbol('in place');

/** ssh2 keeps nothing of what it decrypts by AES-GCM, where it may keep parts of a packet of the handshake, or one whose MAC is to come. */
export function readsInPlace(client: Client, socket: object): void {
  client.on('handshake', ({ sc }: NegotiatedAlgorithms) => {
    Object.assign(socket, { [inPlace]: sc.cipher.includes('gcm') });
  });
}

/**
 * Sends what ssh2 writes within one turn of the event loop with one system call. ssh2 writes a packet in three pieces (length, body, tag)
 * and several packets in a row; each would be a call of its own, and with no delay a TCP segment too.
 */
export function joinWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean;
  let joined = false;
  socket.write = ((...parts: unknown[]) => {
    if (!joined) {
      joined = true;
      socket.cork();
      process.nextTick(() => {
        joined = false;
        socket.uncork();
      });
    }
    const [piece] = parts;
    // The encrypted part of a packet, which ssh2 made for this and nobody else has.
    if (parts.length === 1 && piece instanceof Uint8Array && piece.length > smallBytes) return write(piece, () => release(piece));
    return write(...parts);
  }) as Socket['write'];
}

/** What ssh2 1.17 holds of a key exchange (lib/protocol/kex.js): what we offer, and the keys that were made for it. */
interface Exchanged {
  _offer?: { lists: { all: Buffer; kex: Names; serverHostKey: Names; cs: Record<string, Names>; sc: Record<string, Names> } };
  _kex?: { _keys?: unknown };
  _decipher?: object;
}
interface Names {
  buffer: Buffer;
}

/** Lets go of the keys that an exchange was made with, which are of no use after it, and of the pool that small buffers share. */
export function holdLittle(client: Client): void {
  client.on('handshake', () => {
    const { _protocol: protocol } = client as unknown as { _protocol?: Exchanged };
    if (!protocol) return;
    ownFields(protocol);
    if (protocol._decipher) ownFields(protocol._decipher);
    if (protocol._kex?._keys) protocol._kex._keys = null;
    if (!protocol._offer) return;
    const { lists } = protocol._offer;
    const all = ownBytes(lists.all);
    lists.all = all;
    for (const names of [lists.kex, lists.serverHostKey, ...Object.values(lists.cs), ...Object.values(lists.sc)]) {
      const at = all.indexOf(names.buffer);
      names.buffer = all.subarray(at, at + names.buffer.length);
    }
  });
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
