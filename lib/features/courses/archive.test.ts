import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { isAppError } from '@/lib/core/errors';
import { bytesOf, exampleFiles } from '@/lib/testing/example-course';
import { packFiles, unpackFiles } from './archive';

/** Why an archive is refused. */
function refusalOf(zip: Uint8Array): string {
  try {
    unpackFiles(zip);
  } catch (error) {
    if (isAppError(error) && error.code === 'course_invalid') return error.detail ?? '';
    throw error;
  }
  return 'not refused';
}

/** Changes a field of every entry in the list of files: the offset is that of APPNOTE.TXT 4.3.12. */
function patch(zip: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = copy.indexOf('PK\x01\x02', at + 1, 'latin1'))
    copy.writeUInt32LE(value, at + offset);
  return copy;
}

test('what is packed comes out the same, and packs to the same bytes', async () => {
  const files = await exampleFiles();
  const zip = packFiles(files);
  expect([...unpackFiles(zip)].sort()).toEqual([...files].sort());
  expect(packFiles(new Map([...files].reverse()))).toEqual(zip);
});

test('a folder around everything is taken off, and what systems add is left out', () => {
  const zip = zipSync({
    'my course': { 'course.yaml': strToU8('a'), img: { 'x.svg': strToU8('b') }, '.DS_Store': strToU8('c') },
    __MACOSX: { '._x': strToU8('d') },
  });
  expect([...unpackFiles(zip).keys()].sort()).toEqual(['course.yaml', 'img/x.svg']);
});

test('stored files and names in Korean are read', () => {
  const zip = zipSync({ 'course.yaml': [strToU8('a'), { level: 0 }], '가.md': strToU8('b') });
  expect([...unpackFiles(zip).keys()]).toEqual(['course.yaml', '가.md']);
});

const one: Zippable = { 'course.yaml': strToU8('id: x\n'.repeat(100)) };
const zeros = (bytes: number) => zipSync({ 'course.yaml': new Uint8Array(bytes) }, { level: 9 });

test.each<[string, Uint8Array, RegExp]>([
  ['a path that leads out', zipSync({ '../x': strToU8('a') }), /leads out/],
  ['an absolute path', zipSync({ '/etc/x': strToU8('a') }), /leads out/],
  ['a path of Windows', zipSync({ 'C:\\x': strToU8('a') }), /leads out/],
  ['a link', zipSync({ 'course.yaml': [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] }), /link/],
  ['a device', zipSync({ 'course.yaml': [strToU8(''), { os: 3, attrs: 0o020666 << 16 }] }), /device/],
  ['too many files', zipSync(Object.fromEntries(Array.from({ length: 401 }, (_, i) => [`f${i}`, strToU8('a')]))), /401 files/],
  ['a bomb', zeros(200 * 1024 * 1024), /unpacks to/],
  ['a bomb that says it is small', patch(zeros(64 * 1024 * 1024), 24, 1000), /damaged/],
  ['a size that is too large', patch(zipSync(one), 24, 1000), /damaged/],
  ['a wrong checksum', patch(zipSync(one), 16, 1), /damaged/],
  ['an unknown way of packing', patch(zipSync(one), 10, 12), /method 12/],
  ['encryption', patch(zipSync(one), 8, 1), /encrypted/],
  ['a place outside of the archive', patch(zipSync(one), 42, 0xfffffff0), /damaged/],
  ['no archive', bytesOf('hello'), /no zip/],
  ['nothing', new Uint8Array(), /no zip/],
  ['much too large', new Uint8Array(3 * 1024 * 1024), /bytes/],
])('%s is refused', (_what, zip, reason) => {
  expect(refusalOf(zip)).toMatch(reason);
});

test('one name twice is refused', () => {
  const zip = Buffer.from(zipSync({ 'a.md': strToU8('a'), 'b.md': strToU8('b') }));
  for (let at = zip.indexOf('b.md'); at >= 0; at = zip.indexOf('b.md', at)) zip.write('a.md', at);
  expect(refusalOf(zip)).toMatch(/twice/);
});

test('whatever the bytes are, they are files or refused', async () => {
  const zip = packFiles(await exampleFiles());
  const change = fc.array(fc.record({ at: fc.nat(zip.length - 1), value: fc.nat(255) }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(change, (changes) => {
      const copy = Uint8Array.from(zip);
      for (const { at, value } of changes) copy[at] = value;
      refusalOf(copy);
    }),
    { numRuns: 500 },
  );
  expect(() => refusalOf(deflateRawSync(zip))).not.toThrow();
});

test('a file is unpacked no further than the archive says it is long', () => {
  const refused = expect.objectContaining({
    code: 'course_invalid',
    cause: expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
  });
  expect(() => unpackFiles(patch(zeros(64 * 1024 * 1024), 24, 1000))).toThrow(refused);
});
