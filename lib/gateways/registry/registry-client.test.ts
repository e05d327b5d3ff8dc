import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { digestOf, type FakeRegistry, json, startFakeRegistry } from '@/lib/testing/fake-registry';
import { askRegistry } from './ask';
import { listContents } from './list-contents';
import { createRegistryClient, type RegistryClient } from './registry-client';

let fake: FakeRegistry;
let client: RegistryClient;
beforeEach(async () => {
  fake = await startFakeRegistry();
  client = createRegistryClient(fake.target);
});
afterEach(() => {
  vi.useRealTimers();
  fake.stop();
});

const catalog = 'GET /v2/_catalog';
const named = (count: number) => Array.from({ length: count }, (_, at) => `r${String(at).padStart(5, '0')}`);

test('repositories and tags are read page by page, by the registry itself wherever the link leads', async () => {
  for (const name of named(205)) fake.push(name, 'latest');
  expect(await client.repositories()).toEqual({ names: named(205), more: false });
  expect(fake.heard).toEqual([
    'GET /v2/_catalog?n=100',
    'GET /v2/_catalog?last=r00099&n=100',
    'GET /v2/_catalog?last=r00199&n=100',
  ]);
  fake.heard.length = 0;
  fake.answers.set(
    'GET /v2/_catalog?n=100',
    json({ repositories: ['a'] }, { link: '<http://127.0.0.1:1/v2/other?last=r00203&n=100>; rel="next"' }),
  );
  expect(await client.repositories()).toEqual({ names: ['a', 'r00204'], more: false });
});

test('a registry that names a next page for ever is asked once more', async () => {
  fake.answers.set(catalog, json({ repositories: ['a'] }, { link: '</v2/_catalog?last=a&n=100>; rel="next"' }));
  expect(await client.repositories()).toEqual({ names: ['a'], more: false });
  expect(fake.heard).toHaveLength(2);
});

test('tags come in the order of their names, however the registry gives them', async () => {
  fake.push('a', 'latest');
  fake.answers.set('GET /v2/a/tags/list', json({ tags: ['too', 'latest', '1.0'] }));
  expect((await client.tags('a')).names).toEqual(['1.0', 'latest', 'too']);
});

test('an image has its layers and its configuration; of an index each platform that is there counts', async () => {
  const layers = [
    { digest: digestOf('1'), size: 5 },
    { digest: digestOf('2'), size: 7 },
  ];
  const digest = fake.push('myubuntu/1.0', 'latest', layers);
  const manifest = await client.manifest('myubuntu/1.0', 'latest');
  expect(manifest).toEqual({
    digest,
    images: [
      {
        configDigest: expect.stringMatching(/^sha256:/),
        layers: layers.map(({ digest: of, size }) => ({ digest: of, sizeBytes: size })),
      },
    ],
  });
  expect(await client.config('myubuntu/1.0', manifest?.images[0]?.configDigest ?? '')).toEqual({
    ...{ diffIds: layers.map((layer) => layer.digest), createdAt: '2026-01-02T03:04:05.123Z' },
    ...{ architecture: 'amd64', os: 'linux' },
  });
  const index = JSON.stringify({
    manifests: [
      { digest: digestOf('attestation'), platform: { os: 'unknown' } },
      { digest: digestOf('never pushed'), platform: { os: 'windows' } },
      { digest, platform: { os: 'linux' } },
    ],
  });
  fake.answers.set('GET /v2/myubuntu/1.0/manifests/many', json(index));
  expect(await client.manifest('myubuntu/1.0', 'many')).toEqual({ digest: digestOf(index), images: manifest?.images });
  expect(fake.heard.filter((line) => line.includes(digestOf('attestation')))).toEqual([]);
  expect(await client.manifest('myubuntu/1.0', 'none')).toBeNull();
});

test('an image is deleted with its tags; what is not there, and a registry that does not delete, say so', async () => {
  const digest = fake.push('a', 'one');
  fake.push('a', 'two');
  await client.remove('a', digest);
  expect(await client.tags('a')).toEqual({ names: [], more: false });
  await expect(client.remove('a', digest)).rejects.toMatchObject({ code: 'registry_image_missing' });
  fake.deletes = false;
  await expect(client.remove('a', fake.push('a', 'one'))).rejects.toMatchObject({ code: 'registry_delete_off' });
});

describe('an answer that is none', () => {
  test.each([
    ['cut JSON', json('{"repositories":["a"')],
    ['a page of HTML with 500', json('<html>down</html>', { 'content-type': 'text/html' }, 500)],
    ['a page of HTML with 200', json('<html>sign in</html>', { 'content-type': 'text/html' })],
    ['a redirect', json('', { location: 'http://169.254.169.254/' }, 307)],
    ['an array', json([])],
    ['a name with an escape sequence', json({ repositories: ['a\u001b]0;x\u0007'] })],
    ['a name that leads elsewhere', json({ repositories: ['../../admin'] })],
    ['a name that is none', json({ repositories: ['a b', 'A', '', 'x'.repeat(256)] })],
    ['ten megabytes', json(`{"repositories":["${'a'.repeat(10_000_000)}"]}`)],
  ])('%s', async (_, answer) => {
    fake.answers.set(catalog, answer);
    await expect(client.repositories()).rejects.toMatchObject({ code: 'registry_error' });
  });

  test.each([401, 403])('%i is a sign-in that is refused', async (status) => {
    fake.answers.set(catalog, json({}, {}, status));
    await expect(client.repositories()).rejects.toMatchObject({ code: 'registry_sign_in' });
  });

  test('one that is cut off, and a registry that is gone', async () => {
    fake.answers.set(catalog, (_, answer) => {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('{"repositories"', () => answer.destroy());
    });
    await expect(client.repositories()).rejects.toMatchObject({ code: 'registry_unreachable' });
    fake.answers.set(catalog, (asked) => asked.socket.destroy());
    await expect(client.repositories()).rejects.toMatchObject({ code: 'registry_unreachable' });
  });

  test.each([
    ['an index in an index', { manifests: [{ digest: digestOf('x') }] }],
    ['a layer of a negative size', { config: { digest: digestOf('c') }, layers: [{ digest: digestOf('l'), size: -1 }] }],
    ['a digest that leads elsewhere', { config: { digest: '../../x' }, layers: [] }],
    ['257 layers', { config: { digest: digestOf('c') }, layers: Array(257).fill({ digest: digestOf('l'), size: 1 }) }],
  ])('%s', async (_, manifest) => {
    fake.push('a', 'other');
    fake.answers.set('GET /v2/a/manifests/latest', json(manifest));
    fake.answers.set(`GET /v2/a/manifests/${digestOf('x')}`, json({ manifests: [{ digest: digestOf('x') }] }));
    await expect(client.manifest('a', 'latest')).rejects.toMatchObject({ code: 'registry_error' });
  });
});

describe('limits', () => {
  test('an answer of 1 MiB is read, and no byte more', async () => {
    const padded = (bytes: number) => `{"repositories":[]${' '.repeat(bytes - 19)}}`.padEnd(bytes);
    fake.answers.set(catalog, json(padded(1024 * 1024)));
    expect(await client.repositories()).toEqual({ names: [], more: false });
    fake.answers.set(catalog, json(padded(1024 * 1024 + 1)));
    await expect(client.repositories()).rejects.toMatchObject({ code: 'registry_error' });
  });

  test('an answer has five seconds', async () => {
    const asked = Promise.withResolvers<void>();
    fake.answers.set('GET /v2/', () => asked.resolve());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let state = 'open';
    const answer = askRegistry(fake.target, '/v2/').catch(({ code }) => {
      state = code;
    });
    await asked.promise;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(state).toBe('open');
    await vi.advanceTimersByTimeAsync(1);
    await answer;
    expect(state).toBe('registry_unreachable');
  });

  test('300 repositories, of a registry that pages or that gives thousands at once', async () => {
    for (const name of named(301)) fake.push(name, 'latest');
    expect(await client.repositories()).toEqual({ names: named(300), more: true });
    fake.answers.set(catalog, json({ repositories: named(5_000) }));
    expect(await client.repositories()).toEqual({ names: named(300), more: true });
    fake.answers.set(catalog, json({ repositories: named(300) }));
    expect(await client.repositories()).toEqual({ names: named(300), more: false });
  });

  test('100 tags of each', async () => {
    for (const tag of named(101)) fake.push('a', tag);
    expect(await client.tags('a')).toEqual({ names: named(100), more: true });
  });

  test('500 images in all, eight questions at once', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) for (const tag of named(90)) fake.push(name, tag);
    const waiting: Array<() => void> = [];
    let most = 0;
    // Held until eight are there, or nobody else comes: the last ones of a list.
    const hold = (answer: ServerResponse, body: unknown) => {
      waiting.push(() => answer.end(JSON.stringify(body)));
      most = Math.max(most, waiting.length);
      const release = () => {
        for (const go of waiting.splice(0)) go();
      };
      if (waiting.length >= 8) setImmediate(release);
      else if (asked >= 500 - 8) setImmediate(release);
    };
    let asked = 0;
    const manifest = { config: { digest: digestOf('c') }, layers: [{ digest: digestOf('l'), size: 3 }] };
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      for (const tag of named(90))
        fake.answers.set(`GET /v2/${name}/manifests/${tag}`, (_, answer) => {
          asked++;
          hold(answer, manifest);
        });
    const { repositories, more } = await listContents(fake.target);
    expect([repositories.flatMap(({ tags }) => tags).length, more, asked, most]).toEqual([500, true, 500, 8]);
  });
});

test('a repository without a tag, and a tag that is gone, are left out; one that cannot be read is told without its size', async () => {
  const digest = fake.push('kept', 'latest');
  await client.remove('gone', fake.push('gone', 'latest'));
  fake.push('odd', 'broken');
  fake.answers.set('GET /v2/odd/manifests/broken', json('{"schemaVersion":1}'));
  fake.push('odd', 'raced');
  fake.answers.set('GET /v2/odd/manifests/raced', json({}, {}, 404));
  expect(await listContents(fake.target)).toEqual({
    repositories: [
      { name: 'kept', tags: [{ name: 'latest', facts: { digest, sizeBytes: 1_000, layers: 1 } }] },
      { name: 'odd', tags: [{ name: 'broken', facts: null }] },
    ],
    more: false,
  });
});
