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

test('a push that ends without its last line has not arrived, and one that was cancelled is that', async () => {
  await expect(push(engine([{ status: 'Pushing', id: 'a' }]).docker)).rejects.toMatchObject({ code: 'node_lost' });
  await expect(push(engine([done]).docker, 'x', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  const denied = engine([{ errorDetail: { message: 'denied: requested access to the resource is denied' } }]);
  await expect(push(denied.docker)).rejects.toMatchObject({ code: 'registry_push_denied' });
});
