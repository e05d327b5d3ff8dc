import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { engineThat } from '@/lib/testing/answering-engine';

const mebibyte = 1024 * 1024;

/** An archive of so many MiB that counts what was taken of it. */
function archiveOf(mebibytes: number) {
  const taken = { bytes: 0 };
  const archive = Readable.from(
    (function* () {
      for (let i = 0; i < mebibytes; i++) {
        taken.bytes += mebibyte;
        yield Buffer.alloc(mebibyte);
      }
    })(),
  );
  return { archive, taken };
}

test('an archive is read no faster than the node takes it', async () => {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let received = 0;
  const engine = await engineThat(async (request, response) => {
    asked.resolve();
    await held.promise;
    for await (const chunk of request) received += (chunk as Buffer).length;
    response.end('{"stream":"Loaded image: x:1\\n"}\n');
  });
  const { archive, taken } = archiveOf(256);
  const loading = engine.images.load(archive);
  await asked.promise;
  // All that could be taken without the node reading is taken by then: what sockets hold.
  for (let turn = 0; turn < 2_000; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(taken.bytes).toBeLessThan(128 * mebibyte);
  held.resolve();
  expect(await loading).toEqual(['x:1']);
  expect(received).toBe(256 * mebibyte);
});

test('an archive that the node refuses is not read on, and one that breaks off is cancelled', async () => {
  const engine = await engineThat(async (request, response) => {
    request.once('data', () => {
      response.end('{"errorDetail":{"message":"archive/tar: invalid tar header"},"error":"archive/tar: invalid tar header"}\n');
    });
  });
  const { archive, taken } = archiveOf(100_000);
  await expect(engine.images.load(archive)).rejects.toMatchObject({ code: 'image_archive_invalid' });
  expect(archive.destroyed).toBe(true);
  expect(taken.bytes).toBeLessThan(100_000 * mebibyte);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(10);
      throw new Error('The sender went away.');
    })(),
  );
  const silent = await engineThat(async () => {});
  await expect(silent.images.load(broken)).rejects.toMatchObject({ code: 'cancelled' });
});

test('an archive that breaks off before the version is agreed on fails the load, and nothing else', async () => {
  const engine = await engineThat(async () => {});
  const archive = new Readable({ read() {} });
  const loading = engine.images.load(archive);
  archive.destroy(new Error('The sender went away.'));
  await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
});

test('a node that is lost while it takes an archive is no sender that went away, and one that only listens is given up when it is cancelled', async () => {
  const engine = await engineThat(async (request) => {
    request.once('data', () => request.socket.destroy());
  });
  await expect(engine.images.load(archiveOf(1_000).archive)).rejects.toMatchObject({ code: 'node_lost' });
  const asked = Promise.withResolvers<void>();
  const unpacking = await engineThat(async (request) => {
    request.resume().once('end', asked.resolve);
  });
  const abort = new AbortController();
  const loading = expect(unpacking.images.load(archiveOf(1).archive, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  await asked.promise;
  abort.abort();
  await loading;
});
