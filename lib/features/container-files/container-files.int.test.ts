import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downLab, execOnNode } from '@/lab/lab';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { blankRun } from '@/lib/shared/run-line';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { cleanDocker, type TestLab, testLab, until } from '@/lib/testing/test-lab';
import { getFileText, lookAtFile, saveFileText } from './container-files';
import { downloadDirectory, downloadFile, uploadFile } from './transfer-files';

const lab = 'files';
let t: TestLab;
let panel: FleetPanel;
let admin: Ctx;
beforeAll(async () => {
  t = await testLab(lab);
  panel = await startFleetPanel();
  admin = await panel.admin();
});
afterAll(async () => {
  await panel?.stop();
  await downLab(lab);
});

const failing = (code: string) => expect.objectContaining({ code });
const mebibyte = 1024 * 1024;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const never = new AbortController().signal;

/** Makes names that do what names should not, links, and what is no file. */
const hostile = String.raw`mkdir -p "/odd/$(printf 'a\nb')" /odd/sub/deep; cd /odd
echo one > "$(printf 'esc\033[31m')"; echo two > "$(printf '\342\200\256gpj.exe')"; echo three > "$(printf 'no\377utf')"
echo four > ' *$;"'; echo five > -rf; echo six > '
'; echo in > "$(printf 'a\nb')/in"
ln -s /etc/passwd out; ln -s ../../../../../../etc up; ln -s nowhere dangling; ln -s loop loop
mkfifo pipe; mknod null c 1 3; chown 12:34 -- -rf; chmod 4750 -- -rf; sleep 600`;

const textOf = (text: string) => new TextEncoder().encode(text);
const streamOf = (bytes: Uint8Array, piece = 64 * 1024): ReadableStream<Uint8Array> => {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + piece));
      at += piece;
    },
  });
};
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  let node: string;
  const shell = async (command: string): Promise<string> => {
    const { stdout, stderr, code } = await execOnNode(lab, t[which].name, ['sh', '-c', command]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const look = (container: string, path: string, ctx = admin) => lookAtFile(ctx, { node, container, path });
  const text = (container: string, path: string) => getFileText(admin, { node, container, path });
  /** The panel cannot be root: Docker alone is asked. */
  const withoutRoot = (): Ctx => ({
    ...admin,
    fleet: {
      ...admin.fleet,
      root: async () => {
        throw new AppError('root_unavailable');
      },
    },
  });

  beforeAll(async () => {
    node = await panel.register(t[which]);
    await panel.becomes(node, 'ready');
    const engine = await admin.fleet.engine(node);
    await cleanDocker(engine);
    for (const image of ['ubuntu', 'busybox', 'hello-world']) await engine.images.pull(image, () => {}, never);
    const run = { ...blankRun(), image: 'ubuntu' };
    await engine.containers.run({ ...run, name: 'odd', command: ['sh', '-c', hostile], volumes: [] });
    await until(
      'the names',
      () => shell('docker exec odd ls /odd'),
      (names) => names.includes('null'),
    );
    await shell('docker run -d --name vol -v kept:/data:ro -v kept:/rw --read-only busybox sleep 600');
    await shell(
      'docker run --name over busybox sh -c "mkdir /d; echo x >/d/x; rm /etc/passwd; rm -r /home; mkdir /home; echo y >/home/y"',
    );
    await shell('docker run --name over2 -v kept:/data busybox touch /data/v');
    await shell('docker create --name hello hello-world');
  });

  test('hostile names are listed as they are, and opened or refused', async () => {
    for (const ctx of [admin, withoutRoot()]) {
      const { items, isComplete, path } = await look('odd', '/odd', ctx);
      const byName = Object.fromEntries((items ?? []).map((item) => [item.name, item]));
      expect(isComplete).toBe(true);
      expect(path).toBe('/odd');
      expect(Object.keys(byName).sort()).toEqual(
        [
          'a\nb',
          'sub',
          'esc\u001b[31m',
          '\u202egpj.exe',
          'no\\xffutf',
          ' *$;"',
          '-rf',
          '\n',
          'out',
          'up',
          'dangling',
          'loop',
          'pipe',
          'null',
        ].sort(),
      );
      expect(byName['-rf']).toMatchObject({ type: 'file', mode: 0o4750, uid: 12, gid: 34, sizeBytes: 5, isText: true });
      expect(byName['no\\xffutf']).toMatchObject({ isText: false });
      expect(byName.out).toMatchObject({ type: 'link', target: '/etc/passwd' });
      expect(byName.pipe).toMatchObject({ type: 'pipe' });
      expect(byName.null).toMatchObject({ type: 'device' });
      expect((await look('odd', '/odd/a\nb', ctx)).items).toMatchObject([{ name: 'in' }]);
    }
    for (const [name, content] of [
      ['esc\u001b[31m', 'one'],
      ['\u202egpj.exe', 'two'],
      [' *$;"', 'four'],
      ['-rf', 'five'],
      ['\n', 'six'],
    ])
      expect((await text('odd', `/odd/${name}`)).text).toBe(`${content}\n`);
    for (const name of ['pipe', 'null', 'sub'])
      await expect(text('odd', `/odd/${name}`)).rejects.toThrow(failing('file_not_regular'));
    for (const name of ['dangling', 'loop', 'no\\xffutf', 'none'])
      await expect(text('odd', `/odd/${name}`)).rejects.toThrow(failing('file_not_found'));
  });

  test('a link leads to what it means within the container, and never to the node', async () => {
    await shell('echo of the node > /etc/only-on-the-node');
    expect((await look('odd', '/odd/up')).path).toBe('/etc');
    expect((await look('odd', '/odd/up')).items?.map(({ name }) => name)).not.toContain('only-on-the-node');
    expect((await text('odd', '/odd/out')).text).toContain('root:');
    await expect(text('odd', '/odd/up/only-on-the-node')).rejects.toThrow(failing('file_not_found'));
    // A link in the middle of a path is Docker's to follow.
    expect((await look('odd', '/odd/up/apt')).items?.map(({ name }) => name)).toContain('sources.list');
  });

  test('a stopped container, one that never ran, and its volumes', async () => {
    for (const ctx of [admin, withoutRoot()]) {
      const names = async (container: string, path: string) => (await look(container, path, ctx)).items?.map(({ name }) => name);
      expect(await names('over', '/d')).toEqual(['x']);
      // What the layers below have is covered, or taken away.
      expect(await names('over', '/home')).toEqual(['y']);
      expect(await names('over', '/etc')).not.toContain('passwd');
      expect(await names('hello', '/')).toContain('hello.txt');
      expect(await names('over2', '/data')).toEqual(['v']);
    }
    expect(await look('over', '/')).toMatchObject({ isComplete: true });
    await expect(look('over', '/none')).rejects.toThrow(failing('file_not_found'));
    await expect(look('nobody', '/')).rejects.toThrow(failing('container_not_found'));
    expect((await look('vol', '/')).items?.map(({ name }) => name)).toContain('data');
  });

  test('a text is changed and keeps its owner, unless it was changed meanwhile', async () => {
    const path = '/odd/-rf';
    const { version } = await text('odd', path);
    const save = (given: string, of = version) =>
      saveFileText(admin, { node, container: 'odd', path, version: of ?? '', text: textOf(given) });
    const saved = await save('안녕\r\nfive\n');
    expect(await shell("docker exec odd stat -c '%a %u %g %s' /odd/-rf")).toBe('4750 12 34 13\n');
    await expect(save('mine')).rejects.toThrow(failing('file_changed'));
    await shell('docker exec odd sh -c "echo meanwhile > /odd/-rf"');
    await expect(save('mine', saved.version)).rejects.toThrow(failing('file_changed'));
    expect((await text('odd', path)).text).toBe('meanwhile\n');
    await expect(save('zero\0')).rejects.toThrow(failing('file_not_text'));

    await shell('docker exec odd sh -c "head -c 262145 /dev/zero > /odd/sub/large; printf \'a\\377\' > /odd/sub/binary"');
    expect(await text('odd', '/odd/sub/large')).toMatchObject({
      text: null,
      notShown: 'large',
      sizeBytes: 262_145,
      version: null,
    });
    expect(await text('odd', '/odd/sub/binary')).toMatchObject({ text: null, notShown: 'binary', version: null });
    const hosts = await text('odd', '/etc/hostname');
    const overMount = { node, container: 'odd', path: '/etc/hostname', version: hosts.version ?? '', text: textOf('x') };
    await expect(saveFileText(admin, overMount)).rejects.toMatchObject({
      code: expect.stringMatching(/^file_(mounted|changed)$/),
    });
    const readOnly = { node, container: 'vol', path: '/data/x', sizeBytes: 1, replace: false, content: streamOf(textOf('x')) };
    await expect(uploadFile(admin, readOnly)).rejects.toThrow(failing('file_read_only'));
  });

  test('a large file goes in and comes out as it was, and the panel holds little of it', async () => {
    const bytes = Buffer.alloc(96 * mebibyte);
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 4_294_967_296, at);
    /** What is held and not garbage, in bytes. */
    const held = (): number => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let peak = before;
    const sample = () => {
      peak = Math.max(peak, held());
    };
    const file = { node, container: 'over', path: '/d/큰 파일' };
    const upload = (given: Partial<Parameters<typeof uploadFile>[1]>) =>
      uploadFile(admin, { ...file, sizeBytes: bytes.length, replace: false, content: streamOf(bytes), ...given });
    const timer = setInterval(sample, 250);
    try {
      expect(await upload({})).toEqual({ path: file.path, sizeBytes: bytes.length });
      await expect(upload({})).rejects.toThrow(failing('file_exists'));
      const { stream, sizeBytes, fileName } = await downloadFile(admin, { ...file, signal: never });
      expect([sizeBytes, fileName]).toEqual([bytes.length, '큰 파일']);
      const hash = createHash('sha256');
      for await (const piece of stream) hash.update(piece);
      expect(hash.digest('hex')).toBe(hashOf(bytes));
    } finally {
      clearInterval(timer);
    }
    // Memory that is free is swept a moment later.
    expect(peak - before).toBeLessThan(64 * mebibyte);

    // What breaks off, or has another length than was said, is told as that.
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('The sender went away.')),
    });
    await expect(upload({ path: '/d/broken', content: broken })).rejects.toThrow(failing('cancelled'));
    for (const sizeBytes of [5, 7])
      await expect(upload({ path: '/d/short', sizeBytes, replace: true, content: streamOf(textOf('123456')) })).rejects.toThrow(
        failing('invalid_input'),
      );
    await expect(upload({ path: '/none/x' })).rejects.toThrow(failing('file_not_found'));
    await expect(upload({ path: '/d' })).rejects.toThrow(failing('file_not_regular'));
    await expect(upload({ path: '/d/x/y' })).rejects.toThrow(failing('file_not_directory'));
    await expect(upload({ path: `/d/${'n'.repeat(256)}` })).rejects.toThrow(failing('file_name_too_long'));
  });

  test('a download that is left ends at the daemon, and a directory comes as an archive', async () => {
    const leave = new AbortController();
    const file = { node, container: 'over', path: '/d/큰 파일', signal: leave.signal };
    const reader = (await downloadFile(admin, file)).stream.getReader();
    await reader.read();
    leave.abort();
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow();
    // Whoever holds a file of it keeps Docker from letting go of its file system.
    const open = () => shell('for p in $(pidof dockerd); do ls -l /proc/$p/fd; done 2>/dev/null | grep -c "큰 파일" || true');
    await until('the daemon to close the file', open, (count) => count.trim() === '0');

    const { stream, fileName } = await downloadDirectory(admin, { ...file, path: '/home', signal: never });
    expect(fileName).toBe('home.tar');
    const archive = Buffer.from(await new Response(stream).arrayBuffer());
    expect(archive.toString('latin1')).toContain('home/y');
    const asked = { node, container: 'over', path: '/d/x', signal: never };
    await expect(downloadDirectory(admin, asked)).rejects.toThrow(failing('file_not_directory'));
    const lines = await admin.db.auditEntry.findMany({ where: { target: `container:${node}/over` } });
    expect(new Set(lines.map(({ action, detail }) => `${action} ${detail}`))).toContain('container.download {"path":"/home"}');
  });
});
