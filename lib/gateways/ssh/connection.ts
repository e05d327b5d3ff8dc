import type { Duplex } from 'node:stream';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import { type CommandFiles, filesByCommand } from './command-files';
import { drawMark, drawSpelling, framedCommand, framedStream } from './frame';
import { type NodePort, type NodePortOptions, NodePorts } from './node-ports';
import { passMarks } from './pass-marks';
import { sendPing } from './ping';
import { createPty } from './pty';
import { runFramed } from './run-framed';
import { readDirectory, readFile, statFileSystem } from './sftp';
import { mapChannelError } from './ssh-errors';
import { narrowWindowBytes, type Opened, openNarrow, wideWindowBytes } from './window';
import type { PtyChannel } from './pty-channel';
import type { RemoteCommand } from './remote';
import type { ChannelUse, ExecResult, ShellOptions, SshConnection, SshProcess } from './ssh-connection';

const channelTimeoutMs = 10_000;
const runTimeoutMs = 15_000;
const runMaxBytes = 1024 * 1024;

/** A duplex a Node http.Agent accepts as a socket: what TCP has and a channel has not does nothing. */
type SocketLike = Duplex & Record<'setKeepAlive' | 'setNoDelay' | 'setTimeout' | 'ref' | 'unref', () => SocketLike>;

/** What is done on a logged-in client. The client's keep-alive ends it when the node falls silent. */
export function createConnection(
  client: Client,
  { user, addresses, log }: { user: string; addresses: readonly string[]; log: Logger },
): SshConnection {
  log.debug({}, 'SSH connection open');
  return new Connection(client, user, addresses);
}

const discardChannel = (channel: ClientChannel) => channel.close();

/** A class, not closures: hundreds are held (docs/decisions/012-what-a-held-node-costs.md). */
class Connection implements SshConnection {
  readonly user: string;
  readonly addresses: readonly string[];
  readonly closed: Promise<Error | null>;
  latencyMs: number | null = null;
  readonly #client: Client;
  readonly #waiting = new Set<(error: AppError) => void>();
  #over: Error | null = null;
  #sftp: Promise<SFTPWrapper> | null = null;
  /** Reads files by commands, where something stands in the way of SFTP. */
  #instead: CommandFiles | null = null;
  readonly #spelling = drawSpelling();
  #lastError: Error | null = null;
  /** Shells, commands and channels that are open. */
  #openChannels = 0;
  #retired = false;
  /** Ports of the node that lead here; none of most. */
  #ports: NodePorts | null = null;

  constructor(client: Client, user: string, addresses: readonly string[]) {
    this.#client = client;
    this.user = user;
    this.addresses = addresses;
    // Channels the node opens toward us (agent, X11, ports nobody asked for) are refused by ssh2 while nobody listens for them.
    client.on('error', (error) => {
      this.#lastError = error;
    });
    this.closed = new Promise<Error | null>((resolve) => {
      client.once('close', () => {
        this.#over = this.#lastError ?? new Error('closed');
        for (const reject of [...this.#waiting]) reject(this.#lost());
        resolve(this.#lastError);
      });
    });
  }

  async run(
    command: RemoteCommand,
    options: { input?: string | Buffer; timeoutMs?: number; maxBytes?: number } = {},
  ): Promise<ExecResult> {
    const mark = drawMark();
    const channel = await this.#exec(framedCommand(command, mark, this.#spelling));
    const limits = { timeoutMs: runTimeoutMs, maxBytes: runMaxBytes, ...options };
    return runFramed(channel, mark, limits, this.#waiting).catch((error) => {
      throw this.#over ? this.#lost() : error;
    });
  }

  async ping(): Promise<number> {
    const sentAt = performance.now();
    // Refused or granted alike: the answer is what counts (RFC 4254 4).
    await this.#open<null>('ping', (done) => sendPing(this.#client, () => done(undefined, null)));
    this.latencyMs = performance.now() - sentAt;
    return this.latencyMs;
  }

  async openSocket(path: string, use: ChannelUse = 'other'): Promise<Duplex> {
    const start = (done: Opened) => void this.#client.openssh_forwardOutStreamLocal(path, done);
    return asSocket(await this.#openNarrow('streamlocal', start, use));
  }

  async openTcp(host: string, port: number): Promise<Duplex> {
    const start = (done: Opened) => void this.#client.forwardOut('127.0.0.1', 0, host, port, done);
    return asSocket(await this.#open<ClientChannel>('direct-tcpip', this.#counted(start), discardChannel));
  }

  async listenOn(port: number, options: NodePortOptions): Promise<NodePort> {
    this.#ports ??= new NodePorts(this.#client, (channel) => this.#count(channel));
    const ports = this.#ports;
    return this.#open<NodePort>(
      'tcpip-forward',
      (done) => ports.ask(port, options, done),
      (listening) => listening.close(),
    );
  }

  async openCommand(command: RemoteCommand, use: ChannelUse = 'other'): Promise<Duplex> {
    const { stream, stderr } = await this.openProcess(command, { use });
    // Unread standard error would fill the channel's window and stop it.
    stderr.resume();
    return stream;
  }

  async openProcess(command: RemoteCommand, options: { terminal?: boolean; use?: ChannelUse } = {}): Promise<SshProcess> {
    const mark = drawMark();
    const pty = options.terminal ? { pty: { cols: 200, rows: 50, term: 'dumb' } } : {};
    const line = framedStream(command, mark, this.#spelling);
    const channel = await this.#openNarrow('exec', (done) => void this.#client.exec(line, pty, done), options.use);
    const stream = asSocket(channel);
    try {
      await passMarks(channel, options.terminal ? null : channel.stderr, mark, runTimeoutMs);
    } catch (error) {
      channel.close();
      channel.destroy();
      throw this.#over ? this.#lost() : error;
    }
    return { stream, stderr: channel.stderr };
  }

  async openShell({ cols, rows, term, mark }: ShellOptions): Promise<PtyChannel> {
    // As ssh(1) forwards it (SendEnv): without a locale a shell counts bytes where people type letters. sshd may leave it out (AcceptEnv).
    const env = { LC_CTYPE: 'C.UTF-8', ...(mark !== undefined && { LC_BERTH: mark }) } as unknown as NodeJS.ProcessEnv;
    const start = (done: Opened) => void this.#client.shell({ cols, rows, term, width: 0, height: 0 }, { env }, done);
    return createPty(await this.#openNarrow('shell', start), this.closed);
  }

  async readFile(path: string, options?: { maxBytes?: number }): Promise<Buffer> {
    const maxBytes = options?.maxBytes ?? runMaxBytes;
    return this.#files(
      (sftp) => readFile(sftp, path, maxBytes),
      (files) => files.readFile(path, { maxBytes }),
    );
  }

  async readDirectory(path: string) {
    return this.#files(
      (sftp) => readDirectory(sftp, path),
      (files) => files.readDirectory(path),
    );
  }

  async statFileSystem(path: string) {
    return this.#files(
      (sftp) => statFileSystem(sftp, path),
      (files) => files.statFileSystem(path),
    );
  }

  /**
   * By SFTP; by commands where it does not come up: its server is started by the login shell (sshd_config(5), Subsystem), so whatever
   * start-up files print stands in its first packet, and it may not be installed. Found out once a connection.
   */
  async #files<T>(bySftp: (sftp: SFTPWrapper) => Promise<T>, byCommand: (files: CommandFiles) => Promise<T>): Promise<T> {
    if (this.#instead) return byCommand(this.#instead);
    let sftp: SFTPWrapper;
    try {
      sftp = await this.#openSftp();
    } catch (error) {
      if (this.#over || isSessionRefused(error)) throw error;
      this.#instead ??= filesByCommand((command, options) => this.run(command, options));
      return byCommand(this.#instead);
    }
    return this.#whileOpen(bySftp(sftp));
  }

  close(): void {
    this.#client.end();
  }

  retire(): void {
    this.#retired = true;
    // The connection that takes its place asks for the same ports.
    this.#ports?.closeAll();
    if (this.#openChannels === 0) this.close();
  }

  #lost(): AppError {
    return new AppError('node_lost', { ...(this.#lastError && { detail: this.#lastError.message }) });
  }

  #exec(command: RemoteCommand): Promise<ClientChannel> {
    return this.#open<ClientChannel>('exec', (done) => this.#client.exec(command, done), discardChannel);
  }

  /** For what may flood and has a reader that may fall behind: terminals, and Docker's channels, which may become one. */
  #openNarrow(what: string, start: (done: Opened) => void, use: ChannelUse = 'other'): Promise<ClientChannel> {
    const maxBytes = use === 'archive' ? wideWindowBytes : narrowWindowBytes;
    const narrow = this.#counted((done) => openNarrow(this.#client, start, done, maxBytes));
    return this.#open<ClientChannel>(what, narrow, discardChannel);
  }

  /** Counts the channel as open until it closes. */
  #counted(start: (done: Opened) => void): (done: Opened) => void {
    return (done) =>
      start((error, channel) => {
        if (!error) this.#count(channel);
        done(error, channel);
      });
  }

  #count(channel: ClientChannel): void {
    this.#openChannels += 1;
    channel.once('close', () => {
      this.#openChannels -= 1;
      if (this.#retired && this.#openChannels === 0) this.close();
    });
  }

  /** Opens something by a callback of ssh2's, with a deadline, and rejected when the connection ends meanwhile. */
  #open<T>(
    what: string,
    start: (done: (error: Error | undefined, value: T) => void) => void,
    discard?: (value: T) => void,
  ): Promise<T> {
    if (this.#over) return Promise.reject(this.#lost());
    return new Promise<T>((resolve, reject) => {
      let settled = false;
      const settle = (act: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        this.#waiting.delete(fail);
        act();
      };
      const fail = (error: AppError) => settle(() => reject(error));
      const timer = setTimeout(
        () => fail(new AppError('node_deadline', { detail: `${what} was not opened in ${channelTimeoutMs} ms` })),
        channelTimeoutMs,
      );
      this.#waiting.add(fail);
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

  #openSftp(): Promise<SFTPWrapper> {
    if (this.#sftp !== null) return this.#sftp;
    const opened: Promise<SFTPWrapper> = this.#open<SFTPWrapper>('sftp', (done) => this.#client.sftp(done)).then(
      (wrapper) => {
        const forget = () => {
          if (this.#sftp === opened) this.#sftp = null;
        };
        wrapper.on('close', forget);
        wrapper.on('error', forget);
        return wrapper;
      },
      (error) => {
        if (this.#sftp === opened) this.#sftp = null;
        throw error;
      },
    );
    this.#sftp = opened;
    return opened;
  }

  /** The server answers one request after another: one that is stuck would hold up all that follow. The next request opens a new channel. */
  #closeSftp(): void {
    const stuck = this.#sftp;
    this.#sftp = null;
    stuck?.then(
      (wrapper) => wrapper.end(),
      () => {},
    );
  }

  /** One SFTP answer, rejected when the connection ends meanwhile. */
  #whileOpen<T>(work: Promise<T>): Promise<T> {
    if (this.#over) return Promise.reject(this.#lost());
    return new Promise<T>((resolve, reject) => {
      const fail = (error: AppError) => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
        reject(error);
      };
      const timer = setTimeout(() => {
        fail(new AppError('node_deadline', { detail: 'SFTP' }));
        this.#closeSftp();
      }, runTimeoutMs);
      this.#waiting.add(fail);
      work.then(
        (value) => {
          clearTimeout(timer);
          this.#waiting.delete(fail);
          resolve(value);
        },
        (error) => fail(mapChannelError(error as Error)),
      );
    });
  }
}

/** sshd has no room for one more session (RFC 4254 5.1), and another connection may have: that is no fault of SFTP's. */
const isSessionRefused = (error: unknown): boolean =>
  isAppError(error) && error.code === 'ssh_channel_refused' && /open failure/i.test(error.detail ?? '');

/** Gives a channel the methods http.Agent calls on a socket. An error on it is its reader's; unheard it must not end the process. */
function asSocket(channel: ClientChannel): Duplex {
  channel.on('error', ignore);
  return Object.assign(channel as unknown as SocketLike, likeTcp);
}

function itself(this: SocketLike): SocketLike {
  return this;
}
const likeTcp = { setKeepAlive: itself, setNoDelay: itself, setTimeout: itself, ref: itself, unref: itself };
const ignore = () => {};
