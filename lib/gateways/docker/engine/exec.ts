import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { AppError, isAppError } from '@/lib/core/errors';
import type { PtyChannel, PtyEnd } from '@/lib/gateways/ssh/pty-channel';
import type { OpenDockerChannel } from '../engine';
import type { EngineCalls } from './calls';
import { type ContainerCall, lookAtLife, whoIsGone } from './container-life';
import type { HangUps } from './hang-up';

/** Ctrl-C, then end of file: ends a shell at its prompt, also in an image that has no tools to hang it up. */
const farewell = Buffer.from([3, 4]);
/**
 * Docker takes Ctrl-P Ctrl-Q out of what is typed unless told other keys, holds back each Ctrl-P until the next key, and ends the exec at
 * the pair. Nobody detaches from an exec, so these are keys nobody types (docker exec --detach-keys; moby pkg/term/ascii.go).
 */
const detachKeys = ['@', '^', '@', '_', '@', '^', '@', '_'].map((key) => `ctrl-${key}`).join(',');
const localeNames = /^(LANG|LC_ALL|LC_CTYPE)=/;

/** What an exec is opened with, and what it needs of its engine. */
interface ExecDeps {
  container: Docker.Container;
  call: ContainerCall;
  hangUps: HangUps;
  /** To learn whether it is the node or its Docker that went away. */
  open: OpenDockerChannel;
}

/** Programs on pseudo-terminals in running containers. */
export class Exec {
  readonly #calls: EngineCalls;
  readonly #hangUps: HangUps;
  readonly #openChannel: OpenDockerChannel;

  constructor(calls: EngineCalls, hangUps: HangUps, openChannel: OpenDockerChannel) {
    this.#calls = calls;
    this.#hangUps = hangUps;
    this.#openChannel = openChannel;
  }

  /**
   * `docker exec -it` as a pseudo-terminal. Closing the channel alone leaves the program running in the container (moby issue 9098). So
   * every process of this terminal carries a mark in its environment, and {@link PtyChannel.close} hangs up those that have it; a program
   * that ignores SIGHUP lives on, as under nohup(1).
   * @param ref of the container. @throws AppError `shell_missing`, `command_not_found`, `container_paused` …
   */
  open(ref: string, options: { argv: string[]; cols: number; rows: number }): Promise<PtyChannel> {
    const call = <T>(work: () => Promise<T>) => this.#calls.call(work, { container: ref });
    const container = this.#calls.container(ref);
    return openExec({ container, call, hangUps: this.#hangUps, open: this.#openChannel }, options);
  }

  /** Resolves when closed terminals are ended in their containers, or cannot be now. Never throws. */
  settled(): Promise<void> {
    return this.#hangUps.settled();
  }
}

async function openExec(deps: ExecDeps, options: { argv: string[]; cols: number; rows: number }): Promise<PtyChannel> {
  const { container, call, hangUps } = deps;
  const mark = randomBytes(16).toString('hex');
  const inspected = await call(() => container.inspect());
  const env = inspected.Config?.Env;
  const hasLocale = Array.isArray(env) && env.some((line) => localeNames.test(String(line)));
  const exec = await call(() =>
    container.exec({
      Cmd: options.argv,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      DetachKeys: detachKeys,
      // As ssh(1) forwards it: without a locale a shell counts bytes where people type letters.
      Env: ['TERM=xterm-256color', ...(hasLocale ? [] : ['LANG=C.UTF-8']), `BERTH_TERMINAL=${mark}`],
    }),
  );
  const id = inspected.Id;
  let stream: Duplex;
  try {
    const start = { hijack: true, stdin: true, Tty: true, DetachKeys: detachKeys };
    stream = await call(() => exec.start(start) as Promise<Duplex>);
    stream.on('error', () => {});
    // Before anybody types: a program that asks for the size at once must not hear 0 x 0.
    await firstSize(exec, call, options);
    await requireStarted(exec, call, stream, options.argv);
  } catch (error) {
    // Whether the program has begun nobody knows: nobody would ever end it.
    void hangUps.hangUp(id, mark);
    throw error;
  }
  let resizing = Promise.resolve<unknown>(null);
  const resize = (cols: number, rows: number) => {
    // One after another: two calls on two channels could arrive in the wrong order. One after the end is of no interest.
    resizing = resizing.then(() => call(() => exec.resize({ w: cols, h: rows }))).catch(() => {});
  };
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
      void hangUps.hangUp(id, mark);
      setTimeout(() => stream.destroy(), 300).unref();
    },
    ended: new Promise((resolve) => {
      let settled = false;
      const settle = () => {
        if (settled) return;
        settled = true;
        void howItEnded(deps, exec, inspected.State?.StartedAt, () => closing).then((end) => {
          if (end.reason === 'lost' || end.reason === 'docker_stopped') hangUps.leave(id, mark);
          resolve(end);
        });
      };
      if (stream.readableEnded || stream.destroyed) settle();
      stream.once('end', settle);
      stream.once('close', settle);
    }),
  };
}

/** The daemon answers `start` a moment before the program runs, and until then it refuses a size. */
async function firstSize(exec: Docker.Exec, call: ContainerCall, { cols, rows }: { cols: number; rows: number }): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return void (await call(() => exec.resize({ w: cols, h: rows })));
    } catch (error) {
      if (isAppError(error) && (error.code === 'node_deadline' || error.code === 'node_lost')) throw error;
      if (attempt % 5 === 4 && !(await call(() => exec.inspect())).Running) return;
      await pause(25);
    }
  }
}

/**
 * A program that is not there is told by the container's runtime in the terminal itself, with exit code 126 or 127 (docker-run(1), "Exit
 * Status"): then there is no terminal.
 */
async function requireStarted(exec: Docker.Exec, call: ContainerCall, stream: Duplex, argv: string[]): Promise<void> {
  const { Running, ExitCode } = await call(() => exec.inspect());
  if (Running || (ExitCode !== 126 && ExitCode !== 127)) return;
  const said: Buffer[] = [];
  let size = 0;
  const deadline = AbortSignal.timeout(1_000);
  while (!stream.readableEnded && !deadline.aborted && size < 4_096) {
    const chunk = stream.read() as Buffer | null;
    if (chunk === null) await pause(20);
    else size += said.push(chunk) && chunk.length;
  }
  const text = Buffer.concat(said).toString();
  if (!/^OCI runtime exec failed|^exec failed|starting container process caused/i.test(text)) {
    if (said.length > 0) stream.unshift(Buffer.concat(said));
    return;
  }
  stream.destroy();
  const code = argv[0] === '/bin/sh' ? 'shell_missing' : 'command_not_found';
  throw new AppError(code, { detail: text.trim().slice(0, 500) });
}

/** How many times, and how far apart in ms, a container that was just killed is looked at: its exec ends a moment before it does. */
const looks = { count: 6, everyMs: 200 };

/** @param startedAt of the container when the terminal was opened: another time is another life of it */
async function howItEnded(
  { container, call, open }: ExecDeps,
  exec: Docker.Exec,
  startedAt: string | undefined,
  closing: () => boolean,
): Promise<PtyEnd> {
  const goneAway = async (): Promise<PtyEnd> => ({ reason: await whoIsGone(open), exitCode: null });
  let seen: ExecLook = 'unknown';
  let exitCode: number | null = null;
  for (let look = 0; look < looks.count; look++) {
    if (look > 0) await pause(looks.everyMs);
    seen = await lookAtExec(exec, call);
    if (typeof seen !== 'string') exitCode = seen.exitCode ?? exitCode;
    if (closing()) return { reason: 'exited', exitCode };
    if (seen === 'no answer') return goneAway();
    // SIGKILL is what the end of a container is to everything in it.
    if (seen !== 'unknown' && !seen.running && exitCode !== 137) return { reason: 'exited', exitCode };
    const life = await lookAtLife(container, call, startedAt);
    if (life === 'over') return { reason: 'container_stopped', exitCode };
    if (life === 'no answer') return goneAway();
    if (seen === 'unknown') return { reason: 'docker_stopped', exitCode: null };
  }
  // The stream broke off under a program that goes on in a container that does, too.
  return typeof seen === 'string' || seen.running ? goneAway() : { reason: 'exited', exitCode };
}

type ExecLook = { running: boolean; exitCode: number | null } | 'unknown' | 'no answer';

async function lookAtExec(exec: Docker.Exec, call: ContainerCall): Promise<ExecLook> {
  try {
    const { ExitCode, Running } = await call(() => exec.inspect());
    return { running: Running === true, exitCode: typeof ExitCode === 'number' ? ExitCode : null };
  } catch (error) {
    // Docker forgets an exec with its container, and when it is started anew: that exec, or that container, is not known.
    const isForgotten = isAppError(error) && (error.code === 'docker_error' || error.code === 'container_not_found');
    return isForgotten ? 'unknown' : 'no answer';
  }
}
