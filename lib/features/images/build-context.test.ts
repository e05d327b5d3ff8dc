import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tarOf } from '@/lib/shared/tar';
import { guardContext } from './build-context';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'berth-context-'));
  mkdirSync(path.join(folder, 'sub'));
  for (const name of ['Dockerfile', 'sub/file', 'sub/이름', 'n'.repeat(180)]) writeFileSync(path.join(folder, name), `${name}\n`);
  execFileSync('ln', ['-s', '/etc/passwd', 'outward'], { cwd: folder });
  execFileSync('ln', ['-s', 'sub', 'inward'], { cwd: folder });
  execFileSync('ln', ['Dockerfile', 'hard'], { cwd: folder });
  execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

const tar = (...args: string[]): Buffer => execFileSync('tar', ['c', '-f', '-', '-P', ...args], { cwd: folder });
/** In pieces of so many bytes. */
const inPieces = (archive: Buffer, pieceBytes: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(archive.length / pieceBytes) }, (_, at) =>
      archive.subarray(at * pieceBytes, (at + 1) * pieceBytes),
    ),
  );
/** What comes through; the error and how much came before it otherwise. */
async function through(archive: Buffer, limits = {}, pieceBytes = 700) {
  const chunks: Buffer[] = [];
  const guarded = guardContext(inPieces(archive, pieceBytes), limits);
  guarded.on('data', (chunk: Buffer) => chunks.push(chunk));
  const error = await finished(guarded).then(
    () => null,
    (problem: { code: string }) => problem.code,
  );
  return { error, passed: Buffer.concat(chunks) };
}
/** What tar(1) reads: modes, sizes, times, names and links, and then what the files contain. */
const read = (archive: Buffer): string =>
  ['-tv', '-xO']
    .map((how) => execFileSync('tar', [how, '--numeric-owner', '--full-time', '-f', '-'], { input: archive }).toString())
    .join('---\n');

test.each(['gnu', 'pax', 'ustar', 'v7'])('an archive in the format %s passes, in whatever pieces', async (format) => {
  const long = format === 'ustar' || format === 'v7' ? [] : ['n'.repeat(180), 'sub/이름'];
  const archive = tar(`--format=${format}`, './Dockerfile', 'sub', 'inward', 'outward', 'hard', ...long);
  for (const pieceBytes of [1, 511, 700, archive.length]) {
    const { error, passed } = await through(archive, {}, pieceBytes);
    expect(error).toBeNull();
    expect(read(passed)).toBe(read(archive));
  }
});

test('what the page makes passes', async () => {
  const made = tarOf([
    { path: 'Dockerfile', content: new Blob(['FROM x']) },
    { path: `${'a/'.repeat(80)}b`, content: new Blob(['1']) },
  ]);
  expect((await through(Buffer.from(await made.arrayBuffer()))).error).toBeNull();
});

/** Each behind a good entry, which passes. */
const unsafe: Array<[string, () => Buffer]> = [
  ['a name with ..', () => tar('--transform=s,sub/file,../out,', 'Dockerfile', 'sub/file')],
  ['a name with .. in its middle', () => tar('--transform=s,sub/file,a/../../out,', 'Dockerfile', 'sub/file')],
  ['a long name with ..', () => tar('--format=gnu', `--transform=s,^n*$,../${'n'.repeat(150)},`, 'Dockerfile', 'n'.repeat(180))],
  ['a pax name with ..', () => tar('--format=pax', `--transform=s,^n*$,../${'n'.repeat(150)},`, 'Dockerfile', 'n'.repeat(180))],
  ['an absolute name', () => tar('Dockerfile', path.join(folder, 'sub/file'))],
  ['a hard link out', () => tar('--transform=s,^Dockerfile$,../x,hRS', 'Dockerfile', 'hard')],
  ['a file below a link', () => tar('--transform=s,^sub/file$,inward/file,', 'Dockerfile', 'inward', 'sub/file')],
  ['a pipe', () => tar('Dockerfile', 'pipe')],
];
test.each(unsafe)('%s is not sent on, nor is anything after it', async (_what, make) => {
  const { error, passed } = await through(make());
  expect(error).toBe('build_context_unsafe');
  expect(passed.length).toBeLessThanOrEqual(2048);
  expect(passed.includes('inward/file') || passed.includes('../')).toBe(false);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('no archive '.repeat(100))],
  ['an empty archive', Buffer.alloc(1024)],
  ['a packed one', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(1022, 1)])],
])('%s is no context', async (_what, bytes) => {
  expect((await through(bytes)).error).toBe('build_context_invalid');
});

test('one that breaks off is none, and one over a limit is not read on', async () => {
  const archive = tar('Dockerfile', 'sub');
  expect((await through(archive.subarray(0, 700))).error).toBe('build_context_invalid');
  expect((await through(archive, { maxBytes: 1_000 })).error).toBe('build_context_too_large');
  expect((await through(archive, { maxEntries: 3 })).error).toBe('build_context_too_large');
  expect((await through(archive, { maxBytes: archive.length, maxEntries: 4 })).error).toBeNull();
});

test('it takes no more than is taken from it, and what it is made of is closed with it', async () => {
  const entry = tar('sub/file').subarray(0, 1024);
  const many = Buffer.concat(Array.from({ length: 64 }, () => entry));
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (; given < 64 * 1024 * 1024; given += many.length) yield many;
    })(),
  );
  const guarded = guardContext(endless);
  await once(guarded, 'readable');
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(given).toBeLessThan(2 * 1024 * 1024);
  guarded.destroy();
  await once(endless, 'close');
});

test('a sender that goes away cancels it', async () => {
  const archive = tar('Dockerfile', 'sub');
  const sender = Readable.from(
    (function* () {
      yield archive.subarray(0, 700);
      throw new Error('aborted');
    })(),
  );
  await expect(buffer(guardContext(sender))).rejects.toMatchObject({ code: 'cancelled' });
});

test('what lies behind the end of the archive for one reader and not for another is checked all the same', async () => {
  const hidden = Buffer.concat([tar('Dockerfile'), tar('--transform=s,sub/file,../out,', 'sub/file')]);
  expect((await through(hidden)).error).toBe('build_context_unsafe');
});
