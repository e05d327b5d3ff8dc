import { createHash, randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { pieceBytes, pour } from './pour';
import { givePiecesAway, release } from './release';
import { nodeStreamOf, webStreamOf } from './web-stream';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const poured = (source: Readable, sink: Writable) =>
  new Promise<void>((resolve, reject) => pour(source, sink, (error) => (error ? reject(error) : resolve())));

/** Takes a piece when it is told to, and reads it only then: what was written must not have changed meanwhile. */
function slowSink() {
  const lengths: number[] = [];
  const hash = createHash('sha256');
  const sink = new Writable({
    highWaterMark: 1,
    write(piece: Buffer, _encoding, done) {
      setTimeout(() => {
        lengths.push(piece.length);
        hash.update(piece);
        done();
      }, 1);
    },
  });
  return { sink, lengths, hash };
}

test('what is poured arrives as it was, in a few large pieces, and what was read is given back', async () => {
  expect(pieceBytes).toBe(256 * 1024);
  const bytes = randomBytes(5 * 1024 * 1024 + 7);
  const given: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 15_000) {
    const part = bytes.subarray(at, at + 15_000);
    // Not of Buffer's pool.
    given.push(Buffer.alloc(part.length, part));
  }
  const { sink, lengths, hash } = slowSink();
  await poured(givePiecesAway(Readable.from(given, { objectMode: false })), sink);
  expect(hash.digest('hex')).toBe(hashOf(bytes));
  expect(Math.max(...lengths)).toBe(pieceBytes);
  expect(lengths.length).toBeLessThan(40);
  expect(given.filter((piece) => piece.length > 0)).toHaveLength(0);
});

test('pieces that somebody may still have are left as they are', async () => {
  const bytes = randomBytes(100_000);
  const { sink, hash } = slowSink();
  await poured(Readable.from([bytes], { objectMode: false }), sink);
  expect(hash.digest('hex')).toBe(hashOf(bytes));
  const whole = Buffer.alloc(10_000, 1);
  const pooled = Buffer.allocUnsafe(1_000);
  for (const part of [whole.subarray(1), pooled]) release(part);
  expect([whole.length, pooled.length]).toEqual([10_000, 1_000]);
  release(whole.subarray(20), 20);
  expect(whole.length).toBe(0);
});

test('a small piece does not wait for more, and a source is read no faster than the sink takes it', async () => {
  const arrived = Promise.withResolvers<string>();
  const source = new Readable({ read() {} });
  source.push('hello');
  const heard = new Writable({
    write(piece, _encoding, done) {
      arrived.resolve(String(piece));
      done();
    },
  });
  pour(source, heard, () => {});
  expect(await arrived.promise).toBe('hello');
  let read = 0;
  const endless = new Readable({
    read() {
      read += 64 * 1024;
      this.push(Buffer.alloc(64 * 1024));
    },
  });
  const stuck = new Writable({ write() {} });
  const over = poured(endless, stuck);
  for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(read).toBeLessThan(4 * pieceBytes);
  endless.destroy(new Error('The sender went away.'));
  await expect(over).rejects.toThrow('went away');
  expect(stuck.destroyed).toBe(true);
});

test('a sink that closes takes the source with it', async () => {
  const source = new Readable({ read() {} });
  const sink = new Writable({ write() {} });
  const over = poured(source, sink);
  sink.destroy();
  await expect(over).rejects.toThrow();
  expect(source.destroyed).toBe(true);
});

test('a stream of the web gives its own of Node, and is one by itself', async () => {
  const source = Readable.from([Buffer.from('ab'), Buffer.from('c')]);
  const web = webStreamOf(source);
  expect(nodeStreamOf(web)).toBe(source);
  expect(source.readableFlowing).toBe(null);
  expect(await new Response(web).text()).toBe('abc');
  expect(await nodeStreamOf(new Blob(['x']).stream()).toArray()).toEqual([Buffer.from('x')]);
  const left = new Readable({ read() {} });
  await webStreamOf(left).cancel();
  expect(left.destroyed).toBe(true);
});
