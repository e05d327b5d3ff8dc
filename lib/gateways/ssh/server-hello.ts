import type { Duplex } from 'node:stream';

/** What an SSH server says before anything is agreed: RFC 4253 4.2 (its version line) and 7.1 (the algorithms it offers). */
export interface ServerHello {
  /** `SSH-2.0-OpenSSH_9.2p1 Debian-2` */
  version: string;
  /** null until it has named them. */
  offers: {
    kex: string[];
    hostKeys: string[];
    ciphers: string[];
    macs: string[];
  } | null;
}

/** More than any server says up to the end of its offer (RFC 4253 6.1: a packet of 35000 bytes must be taken). */
const helloMaxBytes = 128 * 1024;
const kexInit = 20;

/**
 * Reads along what a server says first, without taking anything from ssh2, which reads the same socket: it listens from the moment
 * ssh2 does, and stops when it knows enough.
 * @param tell called once with the version line, and once more with the offer
 * @returns what was said so far instead of a version line; null when there was one, or nothing
 */
export function watchHello(socket: Duplex, tell: (hello: ServerHello) => void): () => string | null {
  let seen = Buffer.alloc(0);
  let told = 0;
  const take = (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const hello = parseHello(seen);
    if (hello && told === 0) tell({ version: hello.version, offers: null });
    if (hello) told = 1;
    if (hello?.offers) tell(hello);
    if (hello?.offers || seen.length > helloMaxBytes) socket.removeListener('data', take);
  };
  const start = (event: string | symbol) => {
    if (event !== 'data') return;
    socket.removeListener('newListener', start);
    socket.on('data', take);
  };
  socket.on('newListener', start);
  return () => (told === 0 && seen.length > 0 ? seen.toString('latin1', 0, 200) : null);
}

/** @returns null while the version line is not whole, or when there is none */
export function parseHello(bytes: Buffer): ServerHello | null {
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return null;
    const line = bytes.toString('latin1', at, end).replace(/\r$/, '');
    at = end + 1;
    // A server may say other lines first.
    if (line.startsWith('SSH-')) return { version: line.slice(0, 255), offers: parseOffers(bytes.subarray(at)) };
  }
}

function parseOffers(packet: Buffer): ServerHello['offers'] {
  // uint32 length, byte padding, byte message number, 16 bytes cookie, then name-lists.
  if (packet.length < 22 || packet[5] !== kexInit) return null;
  const end = 4 + packet.readUInt32BE(0);
  if (packet.length < end) return null;
  let at = 22;
  const names = (): string[] => {
    if (at + 4 > end) return [];
    const from = at + 4;
    at = from + packet.readUInt32BE(at);
    return at > end ? [] : packet.toString('latin1', from, at).split(',').filter(Boolean);
  };
  // The lists of both directions follow each other; what the server sends stands second.
  const [kex, hostKeys, , ciphers, , macs] = [names(), names(), names(), names(), names(), names()] as const;
  return { kex, hostKeys, ciphers, macs };
}
