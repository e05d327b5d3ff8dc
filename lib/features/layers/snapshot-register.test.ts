import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import { BoltError, openBolt, readBoltMeta } from './bolt';
import { registerDirectories } from './containerd-directories';
import { parseSnapshots, RegisterReader } from './snapshot-register';

/** Of a node with Docker 28.5 after: pull busybox, run, commit, run of what was committed, a build by BuildKit, `docker rm` of the first. */
const file = gunzipSync(readFileSync(path.join(import.meta.dirname, 'fixtures/metadata.db.gz')));
const listed = ['1', '2', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '17', '18', '19'];
const running = '9243ffd38641e523cd28244a45c53a0e45c40ebbbd2a9634bf33a94537e25e50';
const base = 'sha256:83e8419bc80585201194cb1bbe7777b3d8df6a8c90ef6187523696d9e292814b';
const committed = 'sha256:d64cee08ffa2e0fdf29f6f8f851d0bf00e91ee57353a9e876910b3432e75ab35';
const folder = '/var/lib/docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs';

test('every snapshot of a real register is read: as many as `ls` showed', () => {
  const ids = [...parseSnapshots(file).values()].map((snapshot) => String(snapshot.id));
  expect(ids.sort()).toEqual([...listed].sort());
});

test('a committed layer has its own directory, not the -init of the container it came from, and every entry a name', () => {
  const found = registerDirectories({ directory: folder, snapshots: parseSnapshots(file) }, [...listed, '99']);
  expect(found.layers.get(base)).toMatchObject({ directory: `${folder}/snapshots/1/fs`, parent: null });
  expect(found.layers.get(committed)).toMatchObject({ directory: `${folder}/snapshots/5/fs`, parent: base });
  expect(found.readWrite.get(running)).toEqual({
    directory: `${folder}/snapshots/7/fs`,
    initDirectory: `${folder}/snapshots/6/fs`,
    chain: [base, committed],
  });
  const kinds = Object.fromEntries((found.listing?.names ?? []).map((name) => [name, found.nameOf(name)?.kind ?? null]));
  expect(kinds).toEqual({
    ...{ 1: 'layer', 2: 'init', 5: 'layer', 6: 'init', 7: 'writable', 17: 'layer', 18: 'layer', 19: 'layer', 99: null },
    ...{ 8: 'build_cache', 9: 'build_cache', 10: 'build_cache', 11: 'build_cache', 12: 'build_cache', 13: 'build_cache' },
    ...{ 14: 'build_cache', 15: 'build_cache' },
  });
});

test('a register that is cut off anywhere is not known', () => {
  const used = Number(readBoltMeta(file).endPage) * readBoltMeta(file).pageSize;
  for (let length = 0; length < used; length += 512)
    expect(() => parseSnapshots(file.subarray(0, length)), `${length} bytes`).toThrow(BoltError);
});

/** Beyond the two meta pages, whose checksums say that they are damaged. */
const damage = fc.array(fc.tuple(fc.integer({ min: 8192, max: file.length - 1 }), fc.nat(255)), { minLength: 1, maxLength: 20 });

test('damaged bytes never lead astray: an answer or "not known", and nothing else', () => {
  let refused = 0;
  fc.assert(
    fc.property(damage, (changes) => {
      const damaged = Buffer.from(file);
      for (const [at, value] of changes) damaged[at] = value;
      try {
        expect(parseSnapshots(damaged).size).toBeLessThan(10_000);
      } catch (error) {
        expect(error).toBeInstanceOf(BoltError);
        refused++;
      }
    }),
    { numRuns: 400 },
  );
  // Or no change has met a page that is used.
  expect(refused).toBeGreaterThan(10);
});

test('a branch that leads back to itself is refused', () => {
  const { rootPage, pageSize } = readBoltMeta(file);
  const looped = Buffer.from(file);
  const at = Number(rootPage) * pageSize;
  looped.writeUInt16LE(1, at + 8);
  looped.writeUInt16LE(2, at + 10);
  for (const element of [0, 1]) looped.writeBigUInt64LE(rootPage, at + 16 + element * 16 + 8);
  expect(() => openBolt(looped).entries()).toThrow('A page is met twice.');
});

test('a meta page whose checksum does not fit does not count; without one the file is refused', () => {
  const one = Buffer.from(file);
  const newest = readBoltMeta(file).transaction;
  const first = file.readBigUInt64LE(16 + 48) === newest ? 0 : 4096;
  one[first + 16 + 20] = (one[first + 16 + 20] ?? 0) ^ 1;
  expect(readBoltMeta(one).transaction).toBe(newest - 1n);
  const none = Buffer.from(one);
  none[(first === 0 ? 4096 : 0) + 16 + 20] = 255;
  expect(() => readBoltMeta(none)).toThrow(BoltError);
});

/** Files of a node of which only this register is there. */
function filesWith(content: () => Buffer): NodeFiles & { reads: number[] } {
  const reads: number[] = [];
  return {
    reads,
    async readFile(name, options) {
      if (name !== `${folder}/metadata.db`) throw new Error('not there');
      const bytes = content().subarray(0, options?.maxBytes);
      reads.push(options?.maxBytes ?? 0);
      return bytes;
    },
    readDirectory: async () => [],
  };
}

test('a register is read whole only when a transaction was written since', async () => {
  const files = filesWith(() => file);
  const reader = new RegisterReader();
  const first = await reader.read(files, ['/elsewhere', folder]);
  expect(first?.snapshots.size).toBe(listed.length);
  const whole = () => files.reads.filter((bytes) => bytes > 1024 * 1024).length;
  expect(whole()).toBe(1);
  expect(await reader.read(files, [folder])).toBe(first);
  expect(whole()).toBe(1);
});

test('a register that changes while it is read is read once more; one that never rests is not known', async () => {
  const older = Buffer.from(file);
  const newest = file.readBigUInt64LE(16 + 48) === readBoltMeta(file).transaction ? 0 : 4096;
  older[newest + 16 + 20] = (older[newest + 16 + 20] ?? 0) ^ 1;
  let asked = 0;
  const once = filesWith(() => (++asked <= 2 ? older : file));
  expect((await new RegisterReader().read(once, [folder]))?.snapshots.size).toBe(listed.length);
  let turn = 0;
  const restless = filesWith(() => (++turn % 2 ? older : file));
  expect(await new RegisterReader().read(restless, [folder])).toBeNull();
});
