import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { AppError } from '@/lib/core/errors';
import type { PtyChannel, PtyEnd } from '@/lib/gateways/ssh/pty-channel';
import { createDetachKeys } from '../detach-keys';
import type { OpenDockerChannel } from '../engine';
import type { EngineCalls } from './calls';
import { type ContainerCall, lookAtLife, whoIsGone } from './container-life';

/** Ctrl-P Ctrl-Q: what Docker takes for the wish to detach, unless it is told other keys (docker-attach(1), --detach-keys). */
const detachKeys = Buffer.from([16, 17]);
/** So long a channel stays after the keys were sent, ms. */
const closeMs = 300;

/** The terminals that containers were created with (`docker run -t`). */
export class Attach {
  readonly #calls: EngineCalls;
  readonly #openChannel: OpenDockerChannel;

  constructor(calls: EngineCalls, openChannel: OpenDockerChannel) {
    this.#calls = calls;
    this.#openChannel = openChannel;
  }

  /**
   * `docker attach`: the terminal of the container's first process. {@link PtyChannel.close} detaches, and so does Ctrl-P Ctrl-Q: the
   * container goes on.
   * @param ref of the container
   * @param size of the screen; `fromStart`: what was printed before is printed again, by the container's log. @throws AppError `container_not_running`, `container_without_terminal` …
   */
  async open(ref: string, size: { cols: number; rows: number; fromStart?: boolean }): Promise<PtyChannel> {
    const call = <T>(work: () => Promise<T>) => this.#calls.call(work, { container: ref });
    const inspected = await call(() => this.#calls.container(ref).inspect());
    if (!inspected.State?.Running) throw new AppError('container_not_running');
    if (inspected.Config?.Tty !== true) throw new AppError('container_without_terminal');
    const container = this.#calls.container(inspected.Id);
    const stdin = inspected.Config.OpenStdin === true;
    const stream = await call(
      () =>
        container.attach({
          stream: true,
          logs: size.fromStart === true,
          hijack: true,
          stdin,
          stdout: true,
          stderr: true,
        }) as Promise<unknown> as Promise<Duplex>,
    );
    stream.on('error', () => {});
    const startedAt = inspected.State.StartedAt;
    const channel = channelOf(stream, container, call, (keysTyped) =>
      howItEnded({ open: this.#openChannel, container, call, startedAt, keysTyped }),
    );
    // Another size first: a program draws its screen anew when it is told of one that differs, as docker/cli does it.
    channel.resize(size.cols, size.rows + 1);
    channel.resize(size.cols, size.rows);
    return channel;
  }
}

function channelOf(
  stream: Duplex,
  container: Docker.Container,
  call: ContainerCall,
  end: (keysTyped: boolean) => Promise<PtyEnd>,
): PtyChannel {
  const hasDetachKeys = createDetachKeys();
  let keysTyped = false;
  let resizing = Promise.resolve<unknown>(null);
  let closing = false;
  return {
    output: stream,
    write: (data) => {
      if (hasDetachKeys(data)) keysTyped = true;
      return stream.writable ? stream.write(data) : true;
    },
    drained: () =>
      new Promise((resolve) => {
        if (!stream.writable || !stream.writableNeedDrain) return resolve();
        stream.once('drain', resolve);
        stream.once('close', resolve);
      }),
    resize: (cols, rows) => {
      // One after another: two calls on two channels could arrive in the wrong order. One after the end is of no interest.
      resizing = resizing.then(() => call(() => container.resize({ w: cols, h: rows }))).catch(() => {});
    },
    close: () => {
      if (closing) return;
      closing = true;
      // Not only the end of the channel: to a container that was run with --interactive alone that would be the end of its input.
      if (stream.writable) stream.write(detachKeys);
      setTimeout(() => stream.destroy(), closeMs).unref();
    },
    ended: new Promise((resolve) => {
      let settled = false;
      const settle = (): void => {
        if (settled) return;
        settled = true;
        void end(keysTyped || closing).then(resolve);
      };
      if (stream.readableEnded || stream.destroyed) settle();
      stream.once('end', settle);
      stream.once('close', settle);
    }),
  };
}

/** How many times, and how far apart in ms, a container is looked at: its terminal ends a moment before it does. */
const looks = { count: 6, everyMs: 200 };

/** @param startedAt of the container when it was attached to: another time is another life of it */
async function howItEnded(of: {
  open: OpenDockerChannel;
  container: Docker.Container;
  call: ContainerCall;
  startedAt: string | undefined;
  keysTyped: boolean;
}): Promise<PtyEnd> {
  for (let look = 0; look < looks.count; look++) {
    if (look > 0) await pause(looks.everyMs);
    const life = await lookAtLife(of.container, of.call, of.startedAt);
    if (life === 'over') return { reason: 'container_stopped', exitCode: null };
    if (life === 'no answer') break;
    if (of.keysTyped) return { reason: 'detached', exitCode: null };
  }
  // The stream broke off under a container that goes on.
  return { reason: await whoIsGone(of.open), exitCode: null };
}
