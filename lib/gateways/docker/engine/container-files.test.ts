import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { pour } from '@/lib/core/bytes/pour';
import { engineThat } from '@/lib/testing/answering-engine';
import { presentStat } from './container-files';
import { tarEnd, tarHead } from './tar';

type Answer = Parameters<typeof engineThat>[0];

const mebibyte = 1024 * 1024;
const plain = { mode: 0o644, uid: 0, gid: 0, mtimeMs: 0 };
const header = (about: Record<string, unknown>) => Buffer.from(JSON.stringify(about)).toString('base64');
const said = (status: number, message: string): Answer => {
  return (request, response) => {
    request.resume();
    const body = request.method === 'HEAD' ? undefined : JSON.stringify({ message });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
};

test('what stands at a path is told by the bits of Go', () => {
  const about = { name: 'x', size: 5, mtime: '2026-01-01T00:00:00.5Z', linkTarget: '' };
  const stat = (mode: number, more = {}) => presentStat(header({ ...about, mode, ...more }));
  expect(stat(0o644)).toEqual({ type: 'file', mode: 0o644, sizeBytes: 5, mtimeMs: 1_767_225_600_500, target: null });
  expect(stat(2 ** 31 + 2 ** 20 + 0o777)).toMatchObject({ type: 'directory', mode: 0o1777, sizeBytes: 0 });
  expect(stat(2 ** 27 + 0o777, { linkTarget: '/etc' })).toMatchObject({ type: 'link', target: '/etc' });
  expect(stat(2 ** 26 + 2 ** 21 + 0o666).type).toBe('device');
  expect(stat(2 ** 25).type).toBe('pipe');
  expect(stat(2 ** 24).type).toBe('socket');
  expect(stat(2 ** 23 + 0o755)).toMatchObject({ type: 'file', mode: 0o4755 });
  for (const bad of [undefined, 'no base64 of JSON', header({})])
    expect(() => presentStat(bad)).toThrow(expect.objectContaining({ code: 'docker_answer_malformed' }));
});

test('an answer to HEAD has no words: which thing is missing is asked for', async () => {
  const engine = await engineThat((request, response) => {
    const isContainer = request.url?.includes('/web/');
    said(404, isContainer ? 'Could not find the file /x in container web' : 'No such container: no')(request, response);
  });
  expect(await engine.files.stat('web', '/x')).toBeNull();
  await expect(engine.files.stat('no', '/x')).rejects.toMatchObject({ code: 'container_not_found' });
});

test.each([
  [500, 'lstat /x/y: not a directory', 'file_not_directory'],
  [500, 'lstat /x: file name too long', 'file_name_too_long'],
  [500, 'something else', 'docker_error'],
])('%i %s is %s', async (status, message, code) => {
  const engine = await engineThat(said(status, message));
  await expect(engine.files.stat('web', '/x')).rejects.toMatchObject({ code });
});

test.each([
  [403, 'container rootfs is marked read-only', 'file_read_only'],
  [403, 'mounted volume is marked read-only', 'file_read_only'],
  [500, 'unlinkat /etc/hosts: device or resource busy', 'file_mounted'],
  [400, 'cannot overwrite directory "/d" with non-directory "/"', 'file_not_regular'],
  [500, 'write /x: no space left on device', 'disk_full'],
])('a file that Docker does not take: %i %s', async (status, message, code) => {
  const engine = await engineThat(said(status, message));
  const content = (async function* () {
    yield Buffer.from('x');
  })();
  await expect(engine.files.write('web', '/', { ...plain, name: 'x', size: 1 }, content)).rejects.toMatchObject({ code });
});

test('a file is read no faster than the node takes it, and has to be as long as was said', async () => {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let received = 0;
  const engine = await engineThat(async (request, response) => {
    asked.resolve();
    await held.promise;
    try {
      for await (const chunk of request) received += (chunk as Buffer).length;
      response.end();
    } catch {
      // The sender broke it off.
    }
  });
  let taken = 0;
  async function* content(mebibytes: number) {
    for (let i = 0; i < mebibytes; i++) {
      taken += mebibyte;
      yield Buffer.alloc(mebibyte);
    }
  }
  const write = (size: number, mebibytes: number) =>
    engine.files.write('web', '/', { ...plain, name: 'x', size: size * mebibyte }, content(mebibytes));
  const writing = write(256, 256);
  await asked.promise;
  // All that could be taken without the node reading is taken by then: what sockets hold.
  for (let turn = 0; turn < 2_000; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBeLessThan(128 * mebibyte);
  held.resolve();
  await writing;
  expect(received).toBe(512 + 256 * mebibyte + 1024);
  for (const size of [1, 3]) await expect(write(size, 2)).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a directory of an archive is listed, and what lies deeper is not; a long one is left in the middle', async () => {
  const directory = (name: string) => {
    const head = tarHead({ ...plain, name, size: 0 });
    // Type 5, and its sum with it.
    head.write('5', 156);
    head.write(`${(Number.parseInt(head.toString('latin1', 148, 154), 8) + 5).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return head;
  };
  const file = (name: string, size: number) =>
    Buffer.concat([tarHead({ ...plain, name, size }), Buffer.alloc(Math.ceil(size / 512) * 512)]);
  const names = [directory('etc/'), file('etc/a', 10), directory('etc/b/'), file('etc/b/deep', 0), file('etc/c', 0)];
  const short = await engineThat((_request, response) => response.end(Buffer.concat([...names, tarEnd(0)])));
  const { heads, isComplete } = await short.files.list('web', '/etc');
  expect([heads.map(({ name }) => name.toString()), isComplete]).toEqual([['a', 'b', 'c'], true]);

  let sent = 0;
  const long = await engineThat((_request, response) => {
    const piece = file('etc/big', mebibyte);
    const more = () => {
      while (sent < 1_000 && !response.destroyed && response.write(piece)) sent++;
      if (sent >= 1_000) response.end();
      else response.once('drain', more);
    };
    response.write(directory('etc/'), more);
  });
  expect(await long.files.list('web', '/etc')).toMatchObject({ isComplete: false });
  expect(sent).toBeLessThan(200);
});

test('of a file its content alone comes out, and what is none is refused', async () => {
  const engine = await engineThat((request, response) => {
    const head = tarHead({ ...plain, name: 'x', size: 5 });
    if (request.url?.includes('pipe')) head.write('6', 156);
    response.end(Buffer.concat([head, Buffer.from('hello'), tarEnd(5)]));
  });
  const never = new AbortController().signal;
  const { head, content } = await engine.files.open('web', '/x', never);
  expect(head).toMatchObject({ size: 5, mode: 0o644 });
  expect(Buffer.concat(await content.toArray()).toString()).toBe('hello');
  await expect(engine.files.open('web', '/pipe', never)).rejects.toMatchObject({ code: 'file_not_regular' });
});

test('a large file arrives as it is where its reader falls behind, over channels that give their pieces away', async () => {
  const bytes = randomBytes(6 * mebibyte + 77);
  const engine = await engineThat((_request, response) => {
    response.write(tarHead({ ...plain, name: 'x', size: bytes.length }));
    for (let at = 0; at < bytes.length; at += 30_000) response.write(bytes.subarray(at, at + 30_000));
    response.end(tarEnd(bytes.length));
  });
  const never = new AbortController().signal;
  for (const use of ['archive', 'other'] as const) {
    const { content } = await engine.files.open('web', '/x', never, use);
    const received: Buffer[] = [];
    const sink = new Writable({
      write(piece: Buffer, _encoding, done) {
        received.push(Buffer.from(piece));
        setImmediate(done);
      },
    });
    await new Promise<void>((resolve, reject) => pour(content, sink, (error) => (error ? reject(error) : resolve())));
    expect(Buffer.concat(received).equals(bytes)).toBe(true);
  }
  const half = await engineThat((_request, response) => {
    response.write(tarHead({ ...plain, name: 'x', size: 1_000 }));
    response.end(Buffer.alloc(500));
  });
  const { content } = await half.files.open('web', '/x', never, 'archive');
  await expect(content.toArray()).rejects.toMatchObject({ code: 'docker_answer_malformed' });
});
