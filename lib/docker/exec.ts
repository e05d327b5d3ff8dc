import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { PtyChannel } from '@/lib/ssh/types';

/** Ctrl-C, then end of file: what ends a shell at its prompt. */
const hangUp = Buffer.from([3, 4]);

/**
 * `docker exec -it` as a pseudo-terminal. Closing the channel alone leaves the program running in the container (the Engine has no
 * call that ends an exec), so {@link PtyChannel.close} types Ctrl-C and Ctrl-D first; a program that ignores both lives until its
 * container stops.
 */
export async function openExec(
  container: Docker.Container,
  options: { argv: string[]; cols: number; rows: number },
): Promise<PtyChannel> {
  const exec = await container.exec({
    Cmd: options.argv,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Env: ['TERM=xterm-256color'],
  });
  const stream = (await exec.start({ hijack: true, stdin: true, Tty: true })) as Duplex;
  let resizing = Promise.resolve<unknown>(null);
  const resize = (cols: number, rows: number) => {
    // One after another: two calls on two channels could arrive in the wrong order. One after the end is of no interest.
    resizing = resizing.then(() => exec.resize({ w: cols, h: rows })).catch(() => {});
  };
  resize(options.cols, options.rows);
  stream.on('error', () => {});
  let closing = false;
  return {
    output: stream,
    write: (data) => (stream.writable ? stream.write(data) : true),
    drained: () =>
      new Promise((resolve) => {
        if (!stream.writable || !stream.writableNeedDrain) return resolve();
        stream.once('drain', resolve);
        stream.once('close', resolve);
      }),
    resize,
    close: () => {
      if (closing) return;
      closing = true;
      if (stream.writable) stream.end(hangUp);
      setTimeout(() => stream.destroy(), 300).unref();
    },
    ended: new Promise((resolve) => {
      let settled = false;
      const settle = () => {
        if (settled) return;
        settled = true;
        void exec.inspect().then(
          (e) => resolve({ reason: 'exited', exitCode: e.ExitCode ?? null }),
          // Nobody answers any more: the node went away.
          () => resolve({ reason: closing ? 'exited' : 'lost', exitCode: null }),
        );
      };
      stream.once('end', settle);
      stream.once('close', settle);
    }),
  };
}
