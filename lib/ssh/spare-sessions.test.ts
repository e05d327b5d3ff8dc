import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import type { SshConnection } from './types';
import { withSpareSessions } from './spare-sessions';
import { remote } from './commands';

const command = remote`true`;

/** A node whose sshd takes `maxSessions` sessions on each connection. */
function node(maxSessions: number) {
  const opened: Array<{ sessions: number; closed: boolean }> = [];
  const connect = async (): Promise<SshConnection> => {
    const state = { sessions: 0, closed: false };
    opened.push(state);
    return {
      closed: new Promise(() => {}),
      close: () => {
        state.closed = true;
      },
      openCommand: async () => {
        if (state.sessions >= maxSessions) throw new AppError('ssh_channel_refused');
        state.sessions++;
        const stream = new PassThrough();
        stream.on('close', () => state.sessions--);
        return stream;
      },
    } as unknown as SshConnection;
  };
  return { opened, connect };
}

test('sessions beyond what one connection takes go to further ones, and room is used again', async () => {
  const { opened, connect } = node(2);
  const ssh = withSpareSessions(await connect(), connect);
  const streams = await Promise.all(Array.from({ length: 5 }, () => ssh.openCommand(command)));
  expect(opened.map((c) => c.sessions)).toEqual([2, 2, 1]);
  const ended = new Promise((resolve) => streams[0]?.once('close', resolve));
  streams[0]?.destroy();
  await ended;
  await ssh.openCommand(command);
  expect(opened.map((c) => c.sessions)).toEqual([2, 2, 1]);
});

test('a node that takes no session at all is asked twice, and says so', async () => {
  const { opened, connect } = node(0);
  const ssh = withSpareSessions(await connect(), connect);
  await expect(ssh.openCommand(command)).rejects.toThrow(expect.objectContaining({ code: 'ssh_channel_refused' }));
  expect(opened).toHaveLength(2);
});

test('there is an end to further connections', async () => {
  const { opened, connect } = node(1);
  const ssh = withSpareSessions(await connect(), connect);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => ssh.openCommand(command)));
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(9);
  expect(opened).toHaveLength(9);
});
