import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import type { RootWay } from '@/lib/shared/nodes';
import { filesByCommand } from './command-files';
import { drawMark, drawSpelling, type Mark } from './frame';
import { type Becoming, becomeRoot, framedRun, inputLength, parseFrame, streamed } from './root-shell';
import type { RemoteCommand } from './remote';
import type { ChannelUse, ExecResult, NodeFiles, SshConnection } from './ssh-connection';

/** Being root on a node, by whichever way was found (docs/decisions/006-ways-to-root.md). Byte-clean in both directions. */
export interface RootAccess extends NodeFiles {
  readonly way: RootWay;
  /**
   * Runs a constant as root under `sh`. `input` is its standard input; exit code, output and errors come apart whichever the way.
   * @throws AppError `root_password_wrong`, `sudo_refused`, `su_not_allowed`, `node_lost`, `node_deadline`
   */
  run(command: RemoteCommand, options?: { input?: string | Buffer; timeoutMs?: number; maxBytes?: number }): Promise<ExecResult>;
  /** The same as a byte stream in both directions; standard error is dropped. @throws AppError likewise */
  openCommand(command: RemoteCommand, use?: ChannelUse): Promise<Duplex>;
}

const becomeMs = 15_000;
const runMs = 15_000;
const runMaxBytes = 1024 * 1024;
export interface RootSecrets {
  /** The password this way needs, opened for the moment of its use; null where it needs none. */
  password(): Promise<string | null>;
}

/** Being root over a connection by `way` (docs/decisions/006-ways-to-root.md). Nothing is tried before the first call. */
export function createRootAccess(connection: SshConnection, way: RootWay, secrets: RootSecrets): RootAccess {
  // Who logged in as root is root already: every command of the connection is.
  return way === 'root' ? new AsLoggedIn(connection) : byBecoming(connection, way, secrets);
}

function byBecoming(connection: SshConnection, way: Becoming, secrets: RootSecrets): RootAccess {
  const spelling = drawSpelling();

  async function open(make: typeof framedRun, command: RemoteCommand, use?: ChannelUse): Promise<{ stream: Duplex; mark: Mark }> {
    const mark = drawMark();
    const terminal = way === 'su_terminal';
    const process = await connection.openProcess(make(way, command, mark, spelling), { terminal, ...(use && { use }) });
    await becomeRoot(process, way, mark, await secrets.password(), becomeMs);
    return { stream: process.stream, mark };
  }

  async function run(
    command: RemoteCommand,
    options: { input?: string | Buffer; timeoutMs?: number; maxBytes?: number } = {},
  ): Promise<ExecResult> {
    const { stream, mark } = await open(framedRun, command);
    const input = Buffer.from(options.input ?? '');
    const output = collect(stream, options.timeoutMs ?? runMs, options.maxBytes ?? runMaxBytes);
    stream.write(inputLength(input.length));
    if (input.length > 0) stream.write(input);
    const frame = parseFrame(await output, mark);
    if (!frame) throw new AppError('node_lost', { detail: 'The command was cut off.' });
    return frame;
  }

  const files = filesByCommand(run);
  return {
    way,
    run,
    openCommand: async (command, use) => (await open(streamed, command, use)).stream,
    readFile: (path, options) => files.readFile(path, options),
    readDirectory: (path) => files.readDirectory(path),
  };
}

/** Root's commands begin in `/` with a mask of root's own, whichever the way. */
const inRootsPlace = (command: RemoteCommand): RemoteCommand => `umask 022; cd /\n${command}` as RemoteCommand;

/** A class, not closures: hundreds are held (docs/decisions/012-what-a-held-node-costs.md). */
class AsLoggedIn implements RootAccess {
  readonly way = 'root';
  readonly #connection: SshConnection;

  constructor(connection: SshConnection) {
    this.#connection = connection;
  }

  run(command: RemoteCommand, options?: Parameters<RootAccess['run']>[1]) {
    return this.#connection.run(inRootsPlace(command), options);
  }

  openCommand(command: RemoteCommand, use?: ChannelUse) {
    return this.#connection.openCommand(inRootsPlace(command), use);
  }

  readFile(path: string, options?: { maxBytes?: number }) {
    return this.#connection.readFile(path, options);
  }

  readDirectory(path: string) {
    return this.#connection.readDirectory(path);
  }
}

/** Everything a stream says until it closes. @throws AppError `node_deadline` */
function collect(stream: Duplex, timeoutMs: number, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (detail: string) => {
      clearTimeout(timer);
      stream.destroy();
      reject(new AppError('node_deadline', { detail }));
    };
    const timer = setTimeout(() => fail(`${timeoutMs} ms`), timeoutMs);
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // The frame around the output has room of its own.
      if (size > maxBytes + 128 * 1024) fail(`more than ${maxBytes} bytes`);
      else chunks.push(chunk);
    });
    stream.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    stream.resume();
  });
}
