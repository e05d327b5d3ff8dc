import { AppError } from '@/lib/core/errors';
import { remote } from './remote';
import type { RootAccess } from './root-access';
import type { FileSystemUse, NodeFiles } from './ssh-connection';

const runMaxBytes = 1024 * 1024;
/** At most so many files are read by one command. */
const filesAtOnce = 200;

/** Answers for each path of its input, a line each: `+` and its bytes in base64, or `-`. At most 1 MiB of each. */
const readFiles = remote`
while IFS= read -r p; do
  if [ -f "$p" ] && [ -r "$p" ]; then printf '+'; head -c 1048576 -- "$p" | base64 | tr -d '\n'; printf '\n'; else printf -- '-\n'; fi
done`;
const listDirectory = remote`IFS= read -r p; cd -- "$p" && find . -mindepth 1 -maxdepth 1 -printf '%y\t%s\t%T@\t%P\0'`;
/** stat(1) of coreutils: fundamental block size, blocks in all, free ones, those not kept for root. */
const statVfs = remote`IFS= read -r p; stat -f -c 'S=%S b=%b f=%f a=%a' -- "$p"`;

/** Files of a node without SFTP: as root by `su`, and where something stands in SFTP's way. */
export interface CommandFiles extends NodeFiles {
  statFileSystem(path: string): Promise<FileSystemUse>;
}

type Run = RootAccess['run'];

export const filesByCommand = (run: Run): CommandFiles => ({
  readFile: batched(run),
  readDirectory: directories(run),
  async statFileSystem(path) {
    requireOneLine(path);
    const { code, stdout, stderr } = await run(statVfs, { input: `${path}\n` });
    const match = /S=(\d+) b=(\d+) f=(\d+) a=(\d+)/.exec(stdout.toString());
    if (code !== 0 || !match) throw new AppError('not_found', { detail: stderr.toString().trim() });
    const [size = 0, blocks = 0, free = 0, available = 0] = match.slice(1).map(Number);
    return { usedBytes: (blocks - free) * size, availableBytes: available * size };
  },
});

/** What is asked for in one turn of the event loop is read by one command: starting one costs more than reading. */
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
