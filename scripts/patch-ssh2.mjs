#!/usr/bin/env node
// After an install: raises ssh2's largest packet from 35 000 bytes to the 256 KiB of OpenSSH (packet.c, PACKET_MAX_SIZE). sshd hides what
// is typed while a program reads with echo off in one SSH_MSG_IGNORE as long as it (session.c), and a pasted 100 KB ended the connection with
// all its terminals (docs/decisions/032). Idempotent; fails where ssh2 is not as expected, so that a new version is looked at.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(import.meta.url);
const directory = path.join(path.dirname(require.resolve('ssh2')), 'protocol');
const file = path.join(directory, 'crypto.js');
const [was, is] = ['const MAX_PACKET_SIZE = 35000;', 'const MAX_PACKET_SIZE = 256 * 1024;'];

const text = readFileSync(file, 'utf8');
if (text.split(was).length === 2) writeFileSync(file, text.replace(was, is));
else if (text.split(is).length !== 2) {
  console.error(`${file}: no "${was}". This version of ssh2 is not the one the panel knows: look at scripts/patch-ssh2.mjs.`);
  process.exit(1);
}
// Where a compiler was at hand ssh2 built its own ciphers, with the same limit inside. node:crypto's are used everywhere instead.
rmSync(path.join(directory, 'crypto', 'build'), { recursive: true, force: true });
