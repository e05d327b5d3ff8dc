import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDirectory } from '@/lib/testing/temporary-directory';
import type { Look } from '../kind';
import { readElfHead, readElfNeeds } from './elf';
import { fileOnNode } from './file-facts';
import { lookIntoJail } from './jail';

/** This machine as the node: what is asked runs here, in a shell of its own. */
function here(host = hostname()): Look {
  const askRoot = (command: string, options?: { input?: string }) =>
    new Promise<string>((resolve, reject) => {
      const child = execFile('/bin/sh', ['-c', command], { maxBuffer: 1e7 }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.end(options?.input ?? '');
    });
  return {
    askRoot,
    host: async () => ({ clockMs: 0, hostname: host }),
    once: (_key: string, ask: () => Promise<unknown>) => ask(),
  } as unknown as Look;
}
const makeJail = () => makeDirectory('jail');
const program = readFileSync('/bin/sh');
const loaderAt = readElfHead(program.subarray(0, 4_096))?.loader ?? { offset: 0, size: 0 };
const loader = program.toString('latin1', loaderAt.offset, loaderAt.offset + loaderAt.size).replace(/\0.*$/s, '');
/** Where a library of this machine lies by its real name. */
const libcAt = ['/lib/x86_64-linux-gnu/libc.so.6', '/lib/aarch64-linux-gnu/libc.so.6'].find(existsSync);
const put = (jail: string, file: string, as = file) => {
  mkdirSync(path.dirname(`${jail}${as}`), { recursive: true });
  copyFileSync(file, `${jail}${as}`);
};

test.skipIf(!libcAt)('a program needs its loader, and its libraries where that loader looks', async () => {
  const libc = libcAt ?? '';
  const jail = await makeJail();
  const look = () => lookIntoJail(here(), jail, '/bin/sh');
  expect(await look()).toMatchObject({ program: null });
  mkdirSync(`${jail}/bin`);
  writeFileSync(`${jail}/bin/sh`, '#!/bin/sh\n');
  expect(await look()).toMatchObject({ program: false });
  put(jail, '/bin/sh');
  expect(await look()).toMatchObject({ program: true, loader, hasLoader: false });
  put(jail, loader);
  expect(await look()).toMatchObject({ hasLoader: true, missing: ['libc.so.6'] });
  put(jail, libc, '/opt/libc.so.6');
  expect(await look()).toMatchObject({ missing: ['libc.so.6'] });
  put(jail, libc);
  expect(await look()).toMatchObject({ missing: [], libraries: ['libc.so.6'] });
});

test.skipIf(!libcAt)('links are followed within the jail and never out of it', async () => {
  const jail = await makeJail();
  put(jail, '/bin/sh');
  put(jail, loader, '/usr/loader');
  mkdirSync(path.dirname(`${jail}${loader}`), { recursive: true });
  symlinkSync('/usr/loader', `${jail}${loader}`);
  // Leads to the library of this machine, which nobody in the jail could open.
  mkdirSync(path.dirname(`${jail}${libcAt}`), { recursive: true });
  symlinkSync(`../../../../../../../../../..${libcAt}`, `${jail}${libcAt}`);
  expect(await lookIntoJail(here(), jail, '/bin/sh')).toMatchObject({ hasLoader: true, missing: ['libc.so.6'] });
  expect(await lookIntoJail(here(), jail, '/../../bin/sh')).toMatchObject({ program: true });
});

test('an answer of another host is not believed', async () => {
  expect(await lookIntoJail(here('elsewhere'), '/', '/bin/sh')).toMatchObject({ trouble: 'shell_altered' });
});

test('a file is what stat says of it, and a link that leads out of a layer is told', async () => {
  const directory = await makeDirectory('layer');
  writeFileSync(`${directory}/hello.txt`, 'hello\n', { mode: 0o640 });
  symlinkSync('/etc/passwd', `${directory}/out`);
  const ask = { below: directory, isLink: false, wantsText: true, wantsHash: true };
  expect(await fileOnNode(here(), { ...ask, path: `${directory}/hello.txt` })).toMatchObject({
    ...{ type: 'file', mode: 0o640, size: 6, text: 'hello\n' },
    sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
  });
  expect(await fileOnNode(here(), { ...ask, path: `${directory}/out` })).toBe('outside');
  expect(await fileOnNode(here(), { ...ask, path: `${directory}/out`, isLink: true, below: null })).toMatchObject({
    type: 'link',
  });
  expect(await fileOnNode(here(), { ...ask, path: `${directory}/none` })).toBeNull();
  writeFileSync(`${directory}/long`, 'x'.repeat(40_000));
  expect(await fileOnNode(here(), { ...ask, path: `${directory}/long` })).toMatchObject({ trouble: 'output_limit' });
});

test('whatever bytes a file has, its headers are read or refused', () => {
  const real = program.subarray(0, 4_096);
  const spoilt = fc
    .array(fc.tuple(fc.integer({ min: 4, max: 600 }), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Buffer.from(real);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  fc.assert(
    fc.property(spoilt, fc.uint8Array({ maxLength: 512 }), (bytes, section) => {
      const head = readElfHead(bytes);
      if (!head) return;
      expect(head.dynamic?.size ?? 0).toBeLessThanOrEqual(16_384);
      expect(readElfNeeds(head, Buffer.from(section))?.needed.length ?? 0).toBeLessThanOrEqual(64);
    }),
  );
});
