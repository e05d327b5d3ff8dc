import type { Duplex } from 'node:stream';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { AppError } from '@/lib/errors';
import type { Logger } from '@/lib/log';
import { sendPing } from './ping';
import { createPty } from './pty';
import { readDirectory, readFile, statFileSystem } from './sftp';
import { mapChannelError } from './ssh-errors';
import type { ExecResult, RemoteCommand, SshConnection } from './types';

const channelTimeoutMs = 10_000;
const runTimeoutMs = 15_000;
const runMaxBytes = 1024 * 1024;

/** A duplex a Node http.Agent accepts as a socket: what TCP has and a channel has not does nothing. */
type SocketLike = Duplex & Record<'setKeepAlive' | 'setNoDelay' | 'setTimeout' | 'ref' | 'unref', () => SocketLike>;

/** What is done on a logged-in client. The client's keep-alive ends it when the node falls silent. */
export function createConnection(client: Client, { user, log }: { user: string; log: Logger }): SshConnection {
  let over: Error | null = null;
  let sftp: Promise<SFTPWrapper> | null = null;
  const waiting = new Set<(error: AppError) => void>();
  let lastError: Error | null = null;
  let latencyMs: number | null = null;

  // Channels the node opens toward us (agent, X11, forwarded ports) are refused by ssh2 while nobody listens for them.
  client.on('error', (error) => {
    lastError = error;
  });
  const closed = new Promise<Error | null>((resolve) => {
    client.once('close', () => {
      over = lastError ?? new Error('closed');
      for (const reject of [...waiting]) reject(lost());
      resolve(lastError);
    });
  });
  const lost = () => new AppError('node_lost', { ...(lastError && { detail: lastError.message }) });

  /** Opens something by a callback of ssh2's, with a deadline, and rejected when the connection ends meanwhile. */
  function open<T>(
    what: string,
    start: (done: (error: Error | undefined, value: T) => void) => void,
    discard?: (value: T) => void,
  ): Promise<T> {
    if (over) return Promise.reject(lost());
    return new Promise<T>((resolve, reject) => {
      let settled = false;
      const settle = (act: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        waiting.delete(fail);
        act();
      };
      const fail = (error: AppError) => settle(() => reject(error));
      const timer = setTimeout(
        () => fail(new AppError('node_deadline', { detail: `${what} was not opened in ${channelTimeoutMs} ms` })),
        channelTimeoutMs,
      );
      waiting.add(fail);
      try {
        start((error, value) => {
          // An answer after the deadline brings a channel nobody waits for.
          if (settled) {
            if (!error) discard?.(value);
            return;
          }
          if (error) fail(mapChannelError(error));
          else settle(() => resolve(value));
        });
      } catch (error) {
        fail(mapChannelError(error as Error));
      }
    });
  }

  const discardChannel = (channel: ClientChannel) => channel.close();
  const exec = (command: RemoteCommand) => open<ClientChannel>('exec', (done) => client.exec(command, done), discardChannel);

  async function run(
    command: RemoteCommand,
    {
      input,
      timeoutMs = runTimeoutMs,
      maxBytes = runMaxBytes,
    }: { input?: string | Buffer; timeoutMs?: number; maxBytes?: number } = {},
  ): Promise<ExecResult> {
    const channel = await exec(command);
    return new Promise<ExecResult>((resolve, reject) => {
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let size = 0;
      let code: number | null = null;
      const timer = setTimeout(() => fail(new AppError('node_deadline', { detail: `${timeoutMs} ms` })), timeoutMs);
      const fail = (error: AppError) => {
        clearTimeout(timer);
        waiting.delete(fail);
        channel.close();
        reject(error);
      };
      const keep = (list: Buffer[]) => (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) fail(new AppError('node_deadline', { detail: `more than ${maxBytes} bytes` }));
        else list.push(chunk);
      };
      waiting.add(fail);
      channel.on('data', keep(out));
      channel.stderr.on('data', keep(err));
      channel.on('exit', (exitCode: number | null) => {
        code = exitCode;
      });
      channel.on('close', () => {
        clearTimeout(timer);
        waiting.delete(fail);
        resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err) });
      });
      channel.on('error', () => {});
      channel.end(input ?? '');
    });
  }

  function openSftp(): Promise<SFTPWrapper> {
    sftp ??= open<SFTPWrapper>('sftp', (done) => client.sftp(done)).then(
      (wrapper) => {
        const forget = () => {
          sftp = null;
        };
        wrapper.on('close', forget);
        wrapper.on('error', forget);
        return wrapper;
      },
      (error) => {
        sftp = null;
        throw error;
      },
    );
    return sftp;
  }

  /** One SFTP answer, rejected when the connection ends meanwhile. */
  function whileOpen<T>(work: Promise<T>): Promise<T> {
    if (over) return Promise.reject(lost());
    return new Promise<T>((resolve, reject) => {
      const fail = (error: AppError) => {
        clearTimeout(timer);
        waiting.delete(fail);
        reject(error);
      };
      const timer = setTimeout(() => fail(new AppError('node_deadline', { detail: 'SFTP' })), runTimeoutMs);
      waiting.add(fail);
      work.then(
        (value) => {
          clearTimeout(timer);
          waiting.delete(fail);
          resolve(value);
        },
        (error) => fail(mapChannelError(error as Error)),
      );
    });
  }

  async function ping(): Promise<number> {
    const sentAt = performance.now();
    // Refused or granted alike: the answer is what counts (RFC 4254 4).
    await open<null>('ping', (done) => sendPing(client, () => done(undefined, null)));
    latencyMs = performance.now() - sentAt;
    return latencyMs;
  }

  log.debug({}, 'SSH connection open');
  return {
    user,
    openSocket: async (path) =>
      asSocket(
        await open<ClientChannel>('streamlocal', (done) => client.openssh_forwardOutStreamLocal(path, done), discardChannel),
      ),
    openTcp: async (host, port) =>
      asSocket(
        await open<ClientChannel>('direct-tcpip', (done) => client.forwardOut('127.0.0.1', 0, host, port, done), discardChannel),
      ),
    run,
    openCommand: async (command) => {
      const channel = await exec(command);
      // Unread standard error would fill the channel's window and stop it.
      channel.stderr.resume();
      return asSocket(channel);
    },
    openProcess: async (command, options = {}) => {
      const channel = await open<ClientChannel>(
        'exec',
        (done) => client.exec(command, options.terminal ? { pty: { cols: 200, rows: 50, term: 'dumb' } } : {}, done),
        discardChannel,
      );
      return { stream: asSocket(channel), stderr: channel.stderr };
    },
    openShell: async ({ cols, rows, term }) =>
      createPty(
        await open<ClientChannel>(
          'shell',
          (done) => client.shell({ cols, rows, term, width: 0, height: 0 }, done),
          discardChannel,
        ),
        closed,
      ),
    readFile: async (path, options) => whileOpen(readFile(await openSftp(), path, options?.maxBytes ?? runMaxBytes)),
    readDirectory: async (path) => whileOpen(readDirectory(await openSftp(), path)),
    statFileSystem: async (path) => whileOpen(statFileSystem(await openSftp(), path)),
    ping,
    closed,
    get latencyMs() {
      return latencyMs;
    },
    close: () => client.end(),
  };
}

/** Gives a channel the methods http.Agent calls on a socket. An error on it is its reader's; unheard it must not end the process. */
function asSocket(channel: ClientChannel): Duplex {
  const socket = channel as unknown as SocketLike;
  for (const method of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'] as const) socket[method] = () => socket;
  channel.on('error', () => {});
  return socket;
}
