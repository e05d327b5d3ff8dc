import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { pieceBytes, pour } from './pour';
import { watchTransfer } from './watch-transfer';

const bytes = Buffer.alloc(3 * pieceBytes + 1, 'x');
const slow = (onWritten: () => void = () => {}) =>
  new Writable({
    write(_piece, _encoding, done) {
      setImmediate(() => {
        onWritten();
        done();
      });
    },
  });

test('of a stream that is poured, what its sink has done with is told, a piece at a time, and the end when the sink has it all', async () => {
  const heard: number[] = [];
  const source = Readable.from([bytes], { objectMode: false });
  let finished = false;
  const through = watchTransfer(source, (now) => heard.push(now)).then(() => finished);
  pour(
    source,
    slow().once('finish', () => {
      finished = true;
    }),
    () => {},
  );
  expect(await through).toBe(true);
  expect(heard).toEqual([pieceBytes, 2 * pieceBytes, 3 * pieceBytes, bytes.length]);
});

test('of a stream that is read otherwise, only the end is told', async () => {
  const heard: number[] = [];
  const read = Readable.from([bytes], { objectMode: false });
  const through = watchTransfer(read, (now) => heard.push(now));
  expect((await buffer(read)).length).toBe(bytes.length);
  await through;
  expect(heard).toEqual([]);
});

test('whichever breaks off, the transfer does', async () => {
  const source = new PassThrough();
  const sink = slow(() => sink.destroy(new Error('the reader went away')));
  const left = expect(watchTransfer(source, () => {})).rejects.toThrow('the reader went away');
  pour(source, sink, () => {});
  source.write(bytes);
  await left;
  const broken = new PassThrough();
  const broke = expect(watchTransfer(broken, () => {})).rejects.toThrow('the node went away');
  pour(broken, slow(), () => {});
  broken.destroy(new Error('the node went away'));
  await broke;
});

test('one that is cut ends for both sides, though all of it was read and the sink takes no more', async () => {
  const source = Readable.from([Buffer.alloc(10)], { objectMode: false });
  const stuck = new Writable({ write() {} });
  const cut = new AbortController();
  const through = expect(watchTransfer(source, () => {}, cut.signal)).rejects.toThrow('enough');
  const poured = new Promise((resolve) => pour(source, stuck, resolve));
  await expect.poll(() => source.readableEnded).toBe(true);
  cut.abort(new Error('enough'));
  await through;
  expect(await poured).toMatchObject({ message: 'enough' });
  expect(stuck.destroyed).toBe(true);
});
