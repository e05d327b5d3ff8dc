import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { PtyChannel } from '@/lib/ssh/types';

/** Ctrl-C, then end of file: ends a shell at its prompt, also in an image that has no tools for {@link hangUpScript}. */
const farewell = Buffer.from([3, 4]);

/**
 * Sends SIGHUP to every process of the container that was started from one terminal, as the end of a terminal does. A constant;
 * the terminal's mark comes as its first argument.
 */
const hangUpScript =
  'for p in /proc/[0-9]*; do if { tr "\\0" "\\n" <"$p/environ" | grep -qx "BERTH_TERMINAL=$1"; } 2>/dev/null; then kill -HUP "${p#/proc/}" 2>/dev/null; fi; done';

/**
 * `docker exec -it` as a pseudo-terminal. Closing the channel alone leaves the program running in the container: the Engine has no
 * call that ends an exec (moby issue 9098). So every process of this terminal carries a mark in its environment, and
 * {@link PtyChannel.close} hangs up those that have it; a program that ignores SIGHUP lives on, as under nohup(1).
 */
export async function openExec(
  container: Docker.Container,
  options: { argv: string[]; cols: number; rows: number },
): Promise<PtyChannel> {
  const mark = randomBytes(16).toString('hex');
  const exec = await container.exec({
    Cmd: options.argv,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Env: ['TERM=xterm-256color', `BERTH_TERMINAL=${mark}`],
  });
  const stream = (await exec.start({ hijack: true, stdin: true, Tty: true })) as Duplex;
  let resizing = Promise.resolve<unknown>(null);
  const resize = (cols: number, rows: number) => {
    // One after another: two calls on two channels could arrive in the wrong order. One after the end is of no interest.
    resizing = resizing.then(() => exec.resize({ w: cols, h: rows })).catch(() => {});
  };
  stream.on('error', () => {});
  // Before anybody types: a program that asks for the size at once must not hear 0 x 0.
  await firstSize(exec, options);
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
      if (stream.writable) stream.end(farewell);
      hangUp(container, mark).catch(() => {});
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

/** The daemon answers `start` a moment before the program runs, and until then it refuses a size. */
async function firstSize(exec: Docker.Exec, { cols, rows }: { cols: number; rows: number }): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return void (await exec.resize({ w: cols, h: rows }));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Fails where the container has stopped, and there is nothing left to end then. */
async function hangUp(container: Docker.Container, mark: string): Promise<void> {
  const exec = await container.exec({
    Cmd: ['/bin/sh', '-c', hangUpScript, 'sh', mark],
    AttachStdout: false,
    AttachStderr: false,
  });
  await exec.start({ Detach: true });
}
