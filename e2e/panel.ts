import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';

/** The panel under test: the demo itself, as the README starts it, on names and a port of its own. */
export const panel = { name: 'e2e', port: 4300, origin: 'http://localhost:4300', nodes: 2, dataDir: '.berth/e2e' } as const;

export interface Started {
  child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<number | null>;
}

/**
 * Starts a command and resolves when `ready` appears in what it prints.
 * @throws Error with the output when it ends before, or when `timeoutMs` passes.
 */
export function startUntil(
  argv: [string, ...string[]],
  ready: RegExp,
  timeoutMs: number,
  env: Record<string, string> = {},
): Promise<Started> {
  const [command, ...args] = argv;
  mkdirSync('test-results', { recursive: true });
  const log = createWriteStream(
    `test-results/${args
      .join('-')
      .replace(/[^a-z0-9-]+/gi, '_')
      .slice(0, 60)}.log`,
  );
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let text = '';
  const closed = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`${argv.join(' ')} was not ready after ${timeoutMs} ms:\n${text}`));
    }, timeoutMs);
    const read = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      log.write(chunk);
      if (!ready.test(text)) return;
      clearTimeout(timer);
      resolve({
        child,
        output: () => text,
        stop: async () => {
          child.kill('SIGTERM');
          return closed;
        },
      });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void closed.then((code) => {
      clearTimeout(timer);
      reject(new Error(`${argv.join(' ')} ended with ${code} before it was ready:\n${text}`));
    });
  });
}
