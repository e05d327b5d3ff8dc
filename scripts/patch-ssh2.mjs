#!/usr/bin/env node
// After an install: mends two things of ssh2 that end a whole connection, and two that cost much of a transfer. Idempotent; fails where ssh2 is
// not as expected, so that a new version is looked at.
// - Its largest packet is raised from 35 000 bytes to the 256 KiB of OpenSSH (packet.c, PACKET_MAX_SIZE). sshd hides what is typed while a
//   program reads with echo off in one SSH_MSG_IGNORE as long as it (session.c), and a pasted 100 KB ended the connection with all its
//   terminals (docs/decisions/032).
// - What a start-up file or nologin(8) prints in place of an SFTP server is an error of that channel. Where its exit status came first, nobody
//   listened for the error any more: it was thrown, and ended the connection. The channel stayed open besides.
// - By AES-GCM, a packet before it is encrypted, and each part of one that came in two reads, are garbage as soon as they are copied: their
//   memory is given back then. Until the collector came, which goes over the whole heap for it, it had most of a transfer's time
//   (docs/decisions/061).
// - A job of node:crypto for the random padding of each packet cost more than its encryption: random bytes are taken by the page.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(import.meta.url);
const library = path.dirname(require.resolve('ssh2'));
const patches = [
  [
    'protocol/crypto.js',
    "createHmac, randomFillSync, timingSafeEqual\n} = require('crypto');\n",
    `createHmac, randomFillSync: fillRandom, timingSafeEqual
} = require('crypto');

const RANDOM = Buffer.alloc(4096);
let randomPos = RANDOM.length;
function randomFillSync(packet, start, bytes) {
  if (randomPos + bytes > RANDOM.length) {
    fillRandom(RANDOM);
    randomPos = 0;
  }
  packet.set(RANDOM.subarray(randomPos, randomPos += bytes), start);
}
const SMALL = 4096;
// Not of the pool of Buffer, which has half of 64 KiB for one in Node 24, and of which nothing can be given back.
function memoryOf(bytes) {
  return bytes > SMALL ? Buffer.allocUnsafeSlow(bytes) : Buffer.allocUnsafe(bytes);
}
function giveBack({ buffer, byteLength }) {
  if (byteLength > SMALL && buffer.byteLength === byteLength)
    buffer.transfer(0);
}
`,
  ],
  ['protocol/crypto.js', 'Buffer.allocUnsafe(pktLen)', 'memoryOf(pktLen)', 4],
  ['protocol/crypto.js', 'const lenData = packet.slice(0, 4);', 'const lenData = Buffer.from(packet.subarray(0, 4));'],
  ['protocol/crypto.js', '    ivIncrement(this._encIV);\n', '    ivIncrement(this._encIV);\n    giveBack(packet);\n'],
  [
    'protocol/crypto.js',
    `decrypted = this._decipherInstance.update(data);
        }
        if (decrypted.length) {
          if (nb === this._len) {
            this._packet = decrypted;
          } else {
            if (!this._packet)
              this._packet = Buffer.allocUnsafe(this._len);
            this._packet.set(decrypted, this._packetPos);
          }
          this._packetPos += decrypted.length;
`,
    `decrypted = this._decipherInstance.update(data);
        }
        if (decrypted.length) {
          this._packetPos += decrypted.length;
          if (nb === this._len) {
            this._packet = decrypted;
          } else {
            if (!this._packet)
              this._packet = memoryOf(this._len);
            this._packet.set(decrypted, this._packetPos - decrypted.length);
            giveBack(decrypted);
          }
`,
  ],
  ['protocol/crypto.js', 'const MAX_PACKET_SIZE = 35000;', 'const MAX_PACKET_SIZE = 256 * 1024;'],
  ['client.js', "sftp.on('ready', onReady)\n", "sftp.on('error', noop).on('ready', onReady)\n"],
  [
    'client.js',
    'err.signal = signal;\n          cb(err);',
    'err.signal = signal;\n          sftp.destroy();\n          cb(err);',
  ],
];

for (const [name, was, is, times = 1] of patches) {
  const file = path.join(library, name);
  const text = readFileSync(file, 'utf8');
  const count = (part) => text.split(part).length - 1;
  if (count(is) === times) continue;
  if (count(was) !== times) {
    console.error(`${file}: no "${was}". This version of ssh2 is not the one the panel knows: look at scripts/patch-ssh2.mjs.`);
    process.exit(1);
  }
  writeFileSync(file, text.split(was).join(is));
}
// Where a compiler was at hand ssh2 built its own ciphers, with the same limit inside. node:crypto's are used everywhere instead.
rmSync(path.join(library, 'protocol', 'crypto', 'build'), { recursive: true, force: true });
