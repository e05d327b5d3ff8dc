import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { readPush } from './push-image';

/** An Engine that says these lines of a push, and what it was asked. */
function engine(lines: object[]) {
  const asked: unknown[] = [];
  const docker = {
    getImage: (name: string) => ({
      push: async ({ tag, authconfig }: Docker.ImagePushOptions) => {
        asked.push([decodeURIComponent(name), tag, authconfig]);
        return Readable.from([Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))]);
      },
    }),
  } as unknown as Docker;
  return { docker, asked };
}
const push = (docker: Docker, ref = 'localhost:5000/x/y', signal = new AbortController().signal) =>
  readPush(docker, ref, () => {}, signal);
const done = { status: `latest: digest: sha256:${'a'.repeat(64)} size: 528` };

test('one tag is pushed, not all of the repository, and with the header that Docker asks for', async () => {
  const { docker, asked } = engine([done]);
  await push(docker);
  await push(docker, 'localhost:5000/x/y:1.0');
  expect(asked).toEqual([
    ['localhost:5000/x/y', 'latest', {}],
    ['localhost:5000/x/y', '1.0', {}],
  ]);
});

test('a sign-in goes to the registry that the reference names, and to no other', async () => {
  const signIn = { host: 'localhost:5000', user: 'lab', password: 'secret' };
  const shown = async (ref: string, host = signIn.host) => {
    const { docker, asked } = engine([done]);
    await readPush(docker, ref, () => {}, new AbortController().signal, { ...signIn, host });
    return (asked as unknown[][])[0]?.[2];
  };
  expect(await shown('localhost:5000/x:1')).toEqual({ username: 'lab', password: 'secret', serveraddress: 'localhost:5000' });
  expect(await shown('x', 'docker.io')).toMatchObject({ username: 'lab', serveraddress: 'https://index.docker.io/v1/' });
  for (const other of ['x', 'localhost/x', 'localhost:5001/x', 'localhost:5000.evil.example/x', 'docker.io/localhost/x'])
    expect(await shown(other)).toEqual({});
  expect(await shown('docker.io.evil.example/x', 'docker.io')).toEqual({});
});

test('a registry that still wants a login has refused the one that it was shown', async () => {
  const wants = [{ errorDetail: { message: 'unauthorized: authentication required' } }];
  const push = (host: string) =>
    readPush(engine(wants).docker, 'localhost:5000/x', () => {}, new AbortController().signal, {
      ...{ host, user: 'lab', password: 'wrong' },
    });
  await expect(push('localhost:5000')).rejects.toMatchObject({ code: 'registry_credentials_wrong' });
  await expect(push('docker.io')).rejects.toMatchObject({ code: 'registry_push_login' });
});

test('a push that ends without its last line has not arrived, and one that was cancelled is that', async () => {
  await expect(push(engine([{ status: 'Pushing', id: 'a' }]).docker)).rejects.toMatchObject({ code: 'node_lost' });
  await expect(push(engine([done]).docker, 'x', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  const denied = engine([{ errorDetail: { message: 'denied: requested access to the resource is denied' } }]);
  await expect(push(denied.docker)).rejects.toMatchObject({ code: 'registry_push_denied' });
});
