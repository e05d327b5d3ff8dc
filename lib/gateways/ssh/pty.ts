import type { ClientChannel } from 'ssh2';
import type { PtyChannel } from './pty-channel';

/** A shell's channel as a pseudo-terminal: its window carries back-pressure to the program on the node. */
export function createPty(channel: ClientChannel, connectionClosed: Promise<unknown>): PtyChannel {
  let exited = false;
  let exitCode: number | null = null;
  let closing = false;
  channel.stderr.resume();
  channel.on('error', () => {});
  channel.on('exit', (code: number | null) => {
    exited = true;
    exitCode = code;
  });
  return {
    output: channel,
    write: (data) => (channel.writable ? channel.write(data) : true),
    drained: () =>
      new Promise((resolve) => {
        if (!channel.writable || !channel.writableNeedDrain) return resolve();
        const done = () => {
          channel.removeListener('drain', done);
          channel.removeListener('close', done);
          resolve();
        };
        channel.on('drain', done);
        channel.on('close', done);
      }),
    resize: (cols, rows) => {
      if (channel.writable) channel.setWindow(rows, cols, 0, 0);
    },
    close: () => {
      closing = true;
      channel.close();
    },
    // sshd names how a shell ended (exit-status or exit-signal, RFC 4254 6.10) before it closes; a lost connection does not.
    ended: new Promise((resolve) => {
      const end = () => resolve({ reason: exited || closing ? 'exited' : 'lost', exitCode });
      channel.once('close', end);
      // A channel that nobody reads (a paused viewer) does not close by itself when its connection is gone.
      void connectionClosed.then(end);
    }),
  };
}
