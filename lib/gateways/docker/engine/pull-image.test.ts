import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { readPull } from './pull-image';

/** An Engine that says these lines of a pull, and then what it knows. */
function engine(
  lines: object[],
  { inspect = async () => ({}), mirrors = [] as string[] }: { inspect?: () => Promise<unknown>; mirrors?: string[] } = {},
): Docker {
  return {
    createImage: async () => Readable.from([Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))]),
    getImage: () => ({ inspect }),
    info: async () => ({ RegistryConfig: { Mirrors: mirrors } }),
  } as unknown as Docker;
}
const pull = (docker: Docker, ref = 'alpine', signal = new AbortController().signal) => readPull(docker, ref, () => {}, signal);
const done = { status: 'Status: Downloaded newer image for alpine:latest' };
const absent = { inspect: () => Promise.reject(new Error('no such image')) };

test('empty errors of newer Engines are none', async () => {
  await pull(engine([{ status: 'Pulling', id: 'a', error: '', errorDetail: {} }, done], absent));
});

test('where no status is said, as by Podman, the image itself tells whether the pull is done', async () => {
  await pull(engine([{ status: 'Pulling', id: 'a' }]));
  await expect(pull(engine([{ status: 'Pulling', id: 'a' }], absent))).rejects.toMatchObject({ code: 'node_lost' });
});

test.each([
  ['nosuchimage', ['http://10.0.0.1:5000'], 'image_not_in_mirror'],
  ['nosuchimage', [], 'registry_unreachable'],
  ['other.example/nosuchimage', ['http://10.0.0.1:5000'], 'registry_unreachable'],
])('a name that leads past the mirror, %s with %j, is told as %s', async (ref, mirrors, code) => {
  const lookup = 'Get "https://hub.docker.io/v2/": dial tcp: lookup hub.docker.io: no such host';
  await expect(pull(engine([{ errorDetail: { message: lookup } }], { mirrors }), ref)).rejects.toMatchObject({ code });
});

test('a sign-in goes with a pull to the registry that the reference names, and to no other', async () => {
  const signIn = { host: 'localhost:5000', user: 'lab', password: 'secret' };
  const shown = async (ref: string) => {
    let given: unknown;
    const docker = engine([done]);
    const { createImage } = docker;
    docker.createImage = ((options: { authconfig?: unknown }) => {
      given = options.authconfig;
      return (createImage as () => unknown)();
    }) as typeof createImage;
    await readPull(docker, ref, () => {}, new AbortController().signal, signIn);
    return given;
  };
  expect(await shown('localhost:5000/x')).toEqual({ username: 'lab', password: 'secret', serveraddress: 'localhost:5000' });
  for (const other of ['x', 'localhost/x', 'localhost:5001/x', 'ghcr.io/localhost/x']) expect(await shown(other)).toBeUndefined();
});

test('nothing in what a registry or a node says of a pull moves a cursor, is unseen or turns text around', async () => {
  const said = '\u001b[2J\u0007<b>x</b>\u202egpj';
  const told: unknown[] = [];
  const docker = engine([
    { status: said, id: said },
    { status: 'Downloading', id: said, progressDetail: { current: 1, total: 2 } },
    { errorDetail: { message: `${said}: no space left on device` } },
  ]);
  const failed = await readPull(docker, 'alpine', (progress) => told.push(progress), new AbortController().signal).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ code: 'disk_full', detail: expect.stringContaining('<b>x</b>') });
  expect(told).toHaveLength(2);
  for (const text of [String((failed as { detail: string }).detail), ...told.map((one) => JSON.stringify(one))])
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]|\\u00/);
});

test('a pull whose Engine says nothing more at its end can be cancelled', async () => {
  const abort = new AbortController();
  const silent = {
    inspect: () =>
      new Promise<never>((_, reject) => abort.signal.addEventListener('abort', () => reject(new Error('the request was ended')))),
  };
  const pulling = pull(engine([{ status: 'Pulling', id: 'a' }], silent), 'alpine', abort.signal);
  abort.abort();
  await expect(pulling).rejects.toMatchObject({ code: 'cancelled' });
});
