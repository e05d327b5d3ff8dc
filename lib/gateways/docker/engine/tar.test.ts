import { expect, test } from 'vitest';
import { tarEnd, tarHead, TarReader } from './tar';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const plain = { mode: 0o4755, uid: 1000, gid: 100, mtimeMs: 1_700_000_000_000 };

async function read(archive: Buffer, piece: number) {
  const reader = new TarReader(inPieces(archive, piece));
  const found = [];
  for (let head = await reader.next(); head; head = await reader.next()) {
    const content: Buffer[] = [];
    for await (const part of reader.content()) content.push(part);
    found.push({ ...head, name: head.name.toString(), content: Buffer.concat(content).toString() });
  }
  return found;
}

test.each([1, 511, 512, 100_000])('what is written is read again, in pieces of %i bytes', async (piece) => {
  const files = ['plain.txt', '큰 파일', `${'long/'.repeat(60)}name`, 'a\nb', '-rf', '\u001b[31m', "it's"];
  const archive = Buffer.concat(
    files.flatMap((name, index) => {
      const content = Buffer.from('x'.repeat(index * 300));
      const end = tarEnd(content.length);
      return [
        tarHead({ ...plain, name, size: content.length }),
        content,
        index === files.length - 1 ? end : end.subarray(0, end.length - 1024),
      ];
    }),
  );
  expect(await read(archive, piece)).toEqual(
    files.map((name, index) => ({
      ...plain,
      ...{ name, type: 'file', size: index * 300, target: null, content: 'x'.repeat(index * 300) },
    })),
  );
});

test('numbers that have no room in a head are told beside it', async () => {
  const large = { ...plain, uid: 3_000_000, gid: 2_500_000, size: 9 * 1024 ** 3, name: 'x' };
  const head = await new TarReader(inPieces(tarHead(large), 512)).next();
  expect(head).toMatchObject({ uid: 3_000_000, gid: 2_500_000, size: 9 * 1024 ** 3, mode: 0o4755 });
});

test('a name that is no text stays as its bytes', async () => {
  const archive = tarHead({ ...plain, name: 'no?utf', size: 0 });
  archive[2] = 0xff;
  expect((await new TarReader(inPieces(archive, 512)).next())?.name).toEqual(Buffer.from('no\xffutf', 'latin1'));
});

test('an archive that breaks off, or is none, is told as that', async () => {
  const whole = Buffer.concat([tarHead({ ...plain, name: 'x', size: 1_000 }), Buffer.alloc(1_000)]);
  for (const length of [300, 512, 1_400])
    await expect(read(whole.subarray(0, length), 100)).rejects.toMatchObject({ code: 'docker_answer_malformed' });
  const odd = tarHead({ ...plain, name: 'ü', size: 0 });
  odd.write('9', 512, 'latin1');
  await expect(read(odd, 512)).rejects.toMatchObject({ code: 'docker_answer_malformed' });
});
