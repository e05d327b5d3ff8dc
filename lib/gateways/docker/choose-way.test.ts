import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { chooseWay } from './choose-way';

/** A node whose sshd does not open the socket, and whose probe of Docker says this. */
const node = (said: string) =>
  ({
    openSocket: () => Promise.reject(new AppError('ssh_channel_refused')),
    run: async () => ({ stdout: Buffer.from(said), stderr: Buffer.alloc(0), code: 0 }),
  }) as unknown as SshConnection;
const root = { way: 'su' } as RootAccess;

test.each([
  ['docker=missing\n', 'docker_missing', undefined],
  ['docker=down\n', 'docker_down', ''],
  ['docker=elsewhere\nsocket=/run/docker-alt.sock\n', 'docker_elsewhere', '/run/docker-alt.sock'],
  ['WELCOME\n', 'shell_altered', undefined],
  ['', 'shell_altered', undefined],
])('what the node says of its Docker, %j, is told as %s', async (said, code, detail) => {
  await expect(chooseWay(node(said), root, null)).rejects.toMatchObject({ code, detail });
});

test('a socket that is closed to the login user is reached by root, or says why nobody is root', async () => {
  expect(await chooseWay(node('docker=denied\n'), root, null)).toMatchObject({ transport: 'dial-stdio', right: 'su' });
  const refusal = new AppError('root_password_wrong');
  await expect(chooseWay(node('docker=denied\n'), null, refusal)).rejects.toBe(refusal);
  await expect(chooseWay(node('docker=denied\n'), null, null)).rejects.toMatchObject({ code: 'docker_denied' });
  expect(await chooseWay(node('docker=open\n'), null, null)).toMatchObject({ transport: 'dial-stdio', right: 'docker_group' });
});
