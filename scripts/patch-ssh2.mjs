#!/usr/bin/env node
// After an install: mends two things of ssh2 that end a whole connection. Idempotent; fails where ssh2 is not as expected, so that a new
// version is looked at.
// - Its largest packet is raised from 35 000 bytes to the 256 KiB of OpenSSH (packet.c, PACKET_MAX_SIZE). sshd hides what is typed while a
//   program reads with echo off in one SSH_MSG_IGNORE as long as it (session.c), and a pasted 100 KB ended the connection with all its
//   terminals (docs/decisions/032).
// - What a start-up file or nologin(8) prints in place of an SFTP server is an error of that channel. Where its exit status came first, nobody
//   listened for the error any more: it was thrown, and ended the connection. The channel stayed open besides.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(import.meta.url);
const library = path.dirname(require.resolve('ssh2'));
const patches = [
  ['protocol/crypto.js', 'const MAX_PACKET_SIZE = 35000;', 'const MAX_PACKET_SIZE = 256 * 1024;'],
  ['client.js', "sftp.on('ready', onReady)\n", "sftp.on('error', noop).on('ready', onReady)\n"],
  [
    'client.js',
    'err.signal = signal;\n          cb(err);',
    'err.signal = signal;\n          sftp.destroy();\n          cb(err);',
  ],
];

for (const [name, was, is] of patches) {
  const file = path.join(library, name);
  const text = readFileSync(file, 'utf8');
  if (text.split(was).length === 2) writeFileSync(file, text.replace(was, is));
  else if (text.split(is).length !== 2) {
    console.error(`${file}: no "${was}". This version of ssh2 is not the one the panel knows: look at scripts/patch-ssh2.mjs.`);
    process.exit(1);
  }
}
// Where a compiler was at hand ssh2 built its own ciphers, with the same limit inside. node:crypto's are used everywhere instead.
rmSync(path.join(library, 'protocol', 'crypto', 'build'), { recursive: true, force: true });
