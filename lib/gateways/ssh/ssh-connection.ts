import type { Duplex, Readable } from 'node:stream';
import type { NodePort, NodePortOptions } from './node-ports';
import type { PtyChannel } from './pty-channel';
import type { RemoteCommand } from './remote';

export type SshAuth = { kind: 'password'; password: string } | { kind: 'private_key'; privateKey: string; passphrase?: string };

/** Where to connect, as whom, and which host key is approved. */
export interface SshTarget {
  host: string;
  port: number;
  user: string;
  auth: SshAuth;
  /** `<type> <base64>` as approved; null refuses every key (and reports the offered one). */
  hostKey: string | null;
  /** Where no key is approved: the fingerprint somebody has just looked at, `SHA256:…`, for a try that stores nothing. */
  hostKeySha256?: string;
  /** Reached through this node's connection (direct-tcpip), when given. */
  jump?: SshConnection;
}

export interface ExecResult {
  code: number | null;
  stdout: Buffer;
  stderr: Buffer;
}

/** A command under way. `stream` is its standard input and output. */
export interface SshProcess {
  stream: Duplex;
  stderr: Readable;
}

/** Use of a file system as df(1) counts it: what only root may fill is neither used nor available. */
export interface FileSystemUse {
  usedBytes: number;
  availableBytes: number;
}

/** Files of a node, read only: as root where the panel can be root, else as the login user. */
export interface NodeFiles {
  /** @throws AppError; also when the file is not there or may not be read */
  readFile(path: string, options?: { maxBytes?: number }): Promise<Buffer>;
  readDirectory(
    path: string,
  ): Promise<Array<{ name: string; kind: 'file' | 'directory' | 'link' | 'other'; sizeBytes: number; mtime: Date }>>;
}

/** How a shell is opened. */
export interface ShellOptions {
  cols: number;
  rows: number;
  term: string;
  /** Stands in the environment of what runs in it, as `LC_BERTH`, where sshd takes it (sshd_config(5), AcceptEnv). */
  mark?: string;
}

/** What a channel carries: an archive has a window as wide as it needs, everything else a narrow one (window.ts). */
export type ChannelUse = 'archive' | 'other';

/** One held connection to one node. All channels of the panel to that node go through it. */
export interface SshConnection {
  /** Who is logged in. */
  readonly user: string;
  /** IP addresses of the panel and of the node, as the ends of the TCP connection; none behind a jump host. */
  readonly addresses: readonly string[];
  /** Opens a channel to a UNIX socket on the node (direct-streamlocal@openssh.com, OpenSSH PROTOCOL 2.4). @throws AppError */
  openSocket(path: string, use?: ChannelUse): Promise<Duplex>;
  /** Opens a channel to host:port as seen from the node (direct-tcpip, RFC 4254 7.2), for jump hosts. @throws AppError */
  openTcp(host: string, port: number): Promise<Duplex>;
  /**
   * Has sshd listen on `port` of the node's loopback (tcpip-forward, RFC 4254 7.1) for the length of this connection, or until it retires.
   * @throws AppError `ssh_channel_refused` where sshd does not: something listens there, or its configuration forbids it
   */
  listenOn(port: number, options: NodePortOptions): Promise<NodePort>;
  /**
   * Runs a command that is a constant of ours, never built from input; what varies goes through `input` (stdin).
   * @param limits deadline in ms and the most bytes of output kept. @throws AppError
   */
  run(command: RemoteCommand, options?: { input?: string | Buffer; timeoutMs?: number; maxBytes?: number }): Promise<ExecResult>;
  /** The same as a byte stream in both directions, e.g. `docker system dial-stdio`. @throws AppError */
  openCommand(command: RemoteCommand, use?: ChannelUse): Promise<Duplex>;
  /** The same with its parts apart; `terminal` gives it a pseudo-terminal, where both outputs are one. @throws AppError */
  openProcess(command: RemoteCommand, options?: { terminal?: boolean; use?: ChannelUse }): Promise<SshProcess>;
  /** The login user's own shell on a pseudo-terminal (RFC 4254 6.2, 6.5). @throws AppError */
  openShell(options: ShellOptions): Promise<PtyChannel>;
  /** Files of the node over SFTP, read only here: the layer directories, /proc. One SFTP channel is kept. @throws AppError */
  readFile(path: string, options?: { maxBytes?: number }): Promise<Buffer>;
  readDirectory(
    path: string,
  ): Promise<Array<{ name: string; kind: 'file' | 'directory' | 'link' | 'other'; sizeBytes: number; mtime: Date }>>;
  /** The file system a path lies on (statvfs@openssh.com, OpenSSH PROTOCOL 4.4), over the same SFTP channel. @throws AppError */
  statFileSystem(path: string): Promise<FileSystemUse>;
  /**
   * Asks sshd for nothing (keepalive@openssh.com) and waits for the answer: no process on the node has a part in it.
   * @returns the round trip in ms. @throws AppError `node_lost`, `node_deadline`
   */
  ping(): Promise<number>;
  /** Resolves with the reason when the connection is over, however it ended. */
  readonly closed: Promise<Error | null>;
  /** Round trip of the last {@link ping} in ms, null before the first. */
  readonly latencyMs: number | null;
  close(): void;
  /** Another connection takes its place: it closes as soon as what is open over it (shells, commands, channels) has ended by itself. */
  retire(): void;
}
