import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/errors';
import type { RootWay } from '@/lib/shared/nodes';
import { remote } from './commands';
import { becomeRoot, framedRun, inputLength, parseFrame, streamed } from './root-shell';
import type { ExecResult, RemoteCommand, RootAccess, SshConnection } from './types';

const becomeMs = 15_000;
const runMs = 15_000;
const runMaxBytes = 1024 * 1024;
/** At most so many files are read by one command. */
const filesAtOnce = 200;

/** Answers for each path of its input, a line each: `+` and its bytes in base64, or `-`. At most 1 MiB of each. */
const readFiles = remote`
while IFS= read -r p; do
  if [ -f "$p" ] && [ -r "$p" ]; then printf '+'; head -c 1048576 -- "$p" | base64 | tr -d '\n'; printf '\n'; else printf -- '-\n'; fi
done`;
const listDirectory = remote`IFS= read -r p; cd -- "$p" && find . -mindepth 1 -maxdepth 1 -printf '%y\t%s\t%T@\t%P\0'`;

export interface RootSecrets {
  /** The password this way needs, opened for the moment of its use; null where it needs none. */
  password(): Promise<string | null>;
}

/** Being root over a connection by `way` (docs/decisions/006-ways-to-root.md). Nothing is tried before the first call. */
export function createRootAccess(connection: SshConnection, way: RootWay, secrets: RootSecrets): RootAccess {
  async function open(command: RemoteCommand): Promise<Duplex> {
    const process = await connection.openProcess(command, { terminal: way === 'su_terminal' });
    await becomeRoot(process, way, await secrets.password(), becomeMs);
    return process.stream;
  }

  async function run(
    command: RemoteCommand,
    options: { input?: string | Buffer; timeoutMs?: number; maxBytes?: number } = {},
  ): Promise<ExecResult> {
    const stream = await open(framedRun(way, command));
    const input = Buffer.from(options.input ?? '');
    const output = collect(stream, options.timeoutMs ?? runMs, options.maxBytes ?? runMaxBytes);
    stream.write(inputLength(input.length));
    if (input.length > 0) stream.write(input);
    const frame = parseFrame(await output);
    if (!frame) throw new AppError('node_lost', { detail: 'The command was cut off.' });
    return frame;
  }

  const files = way === 'root' ? connection : { readFile: batched(run), readDirectory: directories(run) };
  return {
    way,
    run,
    openCommand: (command) => open(streamed(way, command)),
    readFile: (path, options) => files.readFile(path, options),
    readDirectory: (path) => files.readDirectory(path),
  };
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

type Run = RootAccess['run'];

/** What is asked for in one turn of the event loop is read by one command: becoming root costs more than reading. */
function batched(run: Run): RootAccess['readFile'] {
  type Ask = { path: string; maxBytes: number; resolve(bytes: Buffer): void; reject(error: unknown): void };
  const waiting: Ask[] = [];
  const flush = async () => {
    const asks = waiting.splice(0, filesAtOnce);
    if (waiting.length > 0) setImmediate(() => void flush());
    try {
      const input = `${asks.map((ask) => ask.path).join('\n')}\n`;
      const { stdout } = await run(readFiles, { input, timeoutMs: 30_000, maxBytes: 64 * 1024 * 1024 });
      const lines = stdout.toString('latin1').split('\n');
      for (const [index, ask] of asks.entries()) {
        const line = lines[index] ?? '-';
        if (line.startsWith('+')) ask.resolve(Buffer.from(line.slice(1), 'base64').subarray(0, ask.maxBytes));
        else ask.reject(new AppError('not_found', { detail: ask.path }));
      }
    } catch (error) {
      for (const ask of asks) ask.reject(error);
    }
  };
  return (path, options) =>
    new Promise((resolve, reject) => {
      requireOneLine(path);
      if (waiting.length === 0) setImmediate(() => void flush());
      waiting.push({ path, maxBytes: options?.maxBytes ?? runMaxBytes, resolve, reject });
    });
}

function directories(run: Run): RootAccess['readDirectory'] {
  const kinds: Record<string, 'file' | 'directory' | 'link'> = { f: 'file', d: 'directory', l: 'link' };
  return async (path) => {
    requireOneLine(path);
    const { code, stdout, stderr } = await run(listDirectory, { input: `${path}\n` });
    if (code !== 0) throw new AppError('not_found', { detail: stderr.toString().trim() });
    return stdout
      .toString()
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const [kind = '', size = '0', mtime = '0', ...name] = line.split('\t');
        return {
          name: name.join('\t'),
          kind: kinds[kind] ?? 'other',
          sizeBytes: Number(size),
          mtime: new Date(Number(mtime) * 1000),
        };
      });
  };
}

function requireOneLine(path: string): void {
  if (/[\n\0]/.test(path)) throw new AppError('invalid_input', { detail: 'A path with a line break is not read.' });
}
