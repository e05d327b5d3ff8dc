import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { withSpareSessions } from './spare-sessions';
import type { RemoteCommand } from './remote';
import type { SshConnection } from './ssh-connection';

/** sshd with room for `max` sessions on each connection. It notices that one has ended when it is asked for the next. */
function fakeSshd(max: number) {
  const connections: SshConnection[] = [];
  const connect = (): SshConnection => {
    let counted = 0;
    let ended = 0;
    const connection = {
      async run() {
        if (counted >= max) {
          counted -= ended;
          ended = 0;
          throw new AppError('ssh_channel_refused');
        }
        counted++;
        await new Promise((resolve) => setImmediate(resolve));
        ended++;
        return { code: 0, stdout: Buffer.from(''), stderr: Buffer.from('') };
      },
      closed: new Promise<null>(() => {}),
      close() {},
    } as unknown as SshConnection;
    connections.push(connection);
    return connection;
  };
  return { connections, connect };
}

const command = 'true' as RemoteCommand;

test.each([1, 2])(
  'with room for %i, any number of sessions is opened, also where sshd still counts those that ended',
  async (max) => {
    const { connect, connections } = fakeSshd(max);
    const ssh = withSpareSessions(connect(), async () => connect());
    for (let round = 0; round < 20; round++) await Promise.all([ssh.run(command), ssh.run(command), ssh.run(command)]);
    expect(connections.length).toBeLessThanOrEqual(9);
  },
);

test('where sshd opens no session at all, that is said and not tried for ever', async () => {
  const { connect, connections } = fakeSshd(0);
  const ssh = withSpareSessions(connect(), async () => connect());
  await expect(ssh.run(command)).rejects.toThrow(expect.objectContaining({ code: 'ssh_channel_refused' }));
  expect(connections.length).toBe(2);
});
